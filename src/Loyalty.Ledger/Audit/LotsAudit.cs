using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Audit;

/// <summary>Folds what entries did to a card's lots, and compares its row with that.</summary>
internal sealed class LotsAudit(CardId cardId, Findings findings)
{
    private readonly SortedDictionary<DateOnly, (Int128 Put, Int128 Remaining)> lots = [];

    public void Next(LedgerEntry entry)
    {
        foreach (var effect in entry.LotEffects) Apply(entry, effect);
        if (Held() < entry.Balance)
            Add(entry.Seq, $"lots hold {Held()}, less than the balance {entry.Balance}");
    }

    /// <summary>Compares the row as of the last entry.</summary>
    public void End(CardState row, long seq, Int128 balance)
    {
        if (row.Debt != Held() - balance)
            Add(seq, $"the row says debt {row.Debt}, the entries make {Held() - balance}");
        var stated = new SortedDictionary<DateOnly, Int128>();
        var last = DateOnly.MinValue;
        foreach (var lot in row.Lots)
        {
            var date = lot.ExpiryDate ?? DateOnly.MaxValue;
            if (date < last) Add(seq, $"the row's lot of {Name(date)} is out of order");
            if (lot.Remaining < 0 || lot.Remaining > lot.Granted)
                Add(seq, $"the row's lot of {Name(date)} holds {lot.Remaining} of {lot.Granted}");
            if (lot.Granted > lots.GetValueOrDefault(date).Put)
                Add(seq, $"the row's lot of {Name(date)} was granted {lot.Granted}, the entries put less into it");
            last = date;
            stated[date] = stated.GetValueOrDefault(date) + lot.Remaining;
        }

        foreach (var date in stated.Keys.Union(lots.Keys))
        {
            var (says, makes) = (stated.GetValueOrDefault(date), lots.GetValueOrDefault(date).Remaining);
            if (says != makes) Add(seq, $"the row's lot of {Name(date)} holds {says}, the entries make {makes}");
        }
    }

    private void Apply(LedgerEntry entry, LotEffect effect)
    {
        var date = effect.ExpiryDate ?? DateOnly.MaxValue;
        var (put, remaining) = lots.GetValueOrDefault(date);
        put += long.Max(effect.Points, 0);
        remaining += effect.Points;
        if (remaining < 0) Add(entry.Seq, $"takes the lot of {Name(date)} down to {remaining}");
        if (entry.Kind == EntryKind.Expiry && remaining == 0) lots.Remove(date);
        else lots[date] = (put, remaining);
    }

    private Int128 Held()
    {
        Int128 held = 0;
        foreach (var lot in lots.Values) held += lot.Remaining;
        return held;
    }

    private static string Name(DateOnly date) => date == DateOnly.MaxValue ? "no expiry" : date.ToString("O");

    private void Add(long seq, string message) => findings.Add(cardId, seq, AuditRule.Lots, message);
}
