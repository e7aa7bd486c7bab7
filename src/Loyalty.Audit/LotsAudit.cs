using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>
/// Compares the lots of each entry's state with those before and what the entry did to them. What it did says how much
/// of it became, or repaid, debt: the debt is what the lots hold less the balance. A lot that is empty may be left out.
/// </summary>
internal sealed class LotsAudit(CardId cardId, Findings findings)
{
    private readonly Dictionary<DateOnly, (Int128 Granted, Int128 Remaining)> made = [];

    /// <param name="before">The state before; null if it isn't known.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="state">The state that it led to, as it says.</param>
    public void Compare(CardState? before, LedgerEntry entry, CardState state)
    {
        made.Clear();
        if (before is not null)
        {
            foreach (var lot in before.Lots) Put(lot.ExpiryDate, lot.Granted, lot.Remaining);
            foreach (var effect in entry.LotEffects)
                Put(effect.ExpiryDate, long.Max(effect.Points, 0), effect.Points);
        }

        Int128 held = 0;
        DateOnly? last = null;
        foreach (var lot in state.Lots)
        {
            var date = lot.ExpiryDate ?? DateOnly.MaxValue;
            if (date <= last) Add(entry, $"its state's lot of {Name(date)} is out of order");
            if (lot.Remaining < 0 || lot.Remaining > lot.Granted)
                Add(entry, $"its state's lot of {Name(date)} holds {lot.Remaining} of {lot.Granted}");
            if (before is not null) CompareOne(entry, date, lot);
            last = date;
            held += lot.Remaining;
        }

        foreach (var (date, lot) in made)
        {
            if (lot.Remaining != 0)
                Add(entry, $"its state has no lot of {Name(date)}, the entries make {lot.Remaining}");
        }

        if (held < entry.Balance) Add(entry, $"its state's lots hold {held}, less than the balance {entry.Balance}");
        if (state.Debt != held - entry.Balance)
            Add(entry, $"its state says debt {state.Debt}, its lots and the balance make {held - entry.Balance}");
    }

    private void CompareOne(LedgerEntry entry, DateOnly date, Lot lot)
    {
        made.Remove(date, out var due);
        if (lot.Remaining == due.Remaining && lot.Granted == due.Granted) return;
        Add(entry, $"its state's lot of {Name(date)} slots {lot.Remaining} of {lot.Granted}, the entries make {
            due.Remaining} of {due.Granted}");
    }

    private void Put(DateOnly? expiryDate, Int128 granted, Int128 remaining)
    {
        var date = expiryDate ?? DateOnly.MaxValue;
        var lot = made.GetValueOrDefault(date);
        made[date] = (lot.Granted + granted, lot.Remaining + remaining);
    }

    private static string Name(DateOnly date) => date == DateOnly.MaxValue ? "no expiry" : date.ToString("O");

    private void Add(LedgerEntry entry, string message) =>
        findings.Add(cardId, entry.Seq, AuditRule.Lots, message);
}
