using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Audit;

/// <summary>
/// Folds a card's entries. What an entry did to the lots says how much of it became, or repaid, debt: the debt is what
/// the lots hold less the balance. After a broken link it goes on from what stands there, so that one edit makes one
/// finding of its kind.
/// </summary>
internal sealed class CardAudit(CardId cardId, Findings findings)
{
    private readonly SortedDictionary<DateOnly, Int128> lots = [];
    private ImmutableArray<byte> head = EntryHash.Genesis;
    private Int128 balance;
    private long seq;
    private long remainder;
    private CardNumber? number;
    private DateOnly? issueDate;

    public void Next(LedgerEntry entry)
    {
        if (entry.Seq != seq + 1) Add(entry.Seq, AuditRule.Sequence, $"expected {seq + 1}");
        seq = entry.Seq;

        if (!EntryHash.Compute(head, entry).AsSpan().SequenceEqual(entry.Hash.AsSpan()))
            Add(entry.Seq, AuditRule.Chain, "its hash is not that of its predecessor and its content");
        head = entry.Hash;

        balance += entry.Points;
        if (balance != entry.Balance)
            Add(entry.Seq, AuditRule.Balance, $"running balance {entry.Balance}, the entries up to it make {balance}");
        balance = entry.Balance;

        foreach (var effect in entry.LotEffects) Apply(entry, effect);
        var debt = Held() - balance;
        if (debt < 0) Add(entry.Seq, AuditRule.Lots, $"lots hold {Held()}, less than the balance {balance}");
        remainder = entry.RemainderMinor;
        number = entry.CardNumber ?? number;
        if (entry.Kind == EntryKind.Issue) issueDate ??= entry.BusinessDate;
    }

    /// <summary>Compares the card's row with what its entries make.</summary>
    public void End(CardState? row)
    {
        if (row is null || seq == 0)
        {
            Add(null, AuditRule.Card, row is null ? "has entries or claims but no row" : "has a row but no entries");
            return;
        }

        if (row.Seq != seq) Add(seq, AuditRule.Card, $"the row says seq {row.Seq}, the last entry is {seq}");
        if (!row.Hash.AsSpan().SequenceEqual(head.AsSpan()))
            Add(seq, AuditRule.Card, "the row's hash is not the last entry's");
        if (row.Balance != balance) Add(seq, AuditRule.Balance, $"the row says {row.Balance}, the entries {balance}");
        if (row.Number != number) Add(seq, AuditRule.Card, "the row's number is not the last that was put on the card");
        if (row.IssueDate != issueDate) Add(seq, AuditRule.Card, "the row's issue date is not the issue entry's");
        if (row.RemainderMinor != remainder)
            Add(seq, AuditRule.Card, $"the row carries {row.RemainderMinor}, the last entry {remainder}");
        if (row.Debt != Held() - balance)
            Add(seq, AuditRule.Lots, $"the row says debt {row.Debt}, the entries make {Held() - balance}");
        CompareLots(row);
    }

    private void Apply(LedgerEntry entry, LotEffect effect)
    {
        var date = effect.ExpiryDate ?? DateOnly.MaxValue;
        var remaining = lots.GetValueOrDefault(date) + effect.Points;
        if (remaining < 0) Add(entry.Seq, AuditRule.Lots, $"takes the lot of {Name(date)} down to {remaining}");
        if (remaining == 0) lots.Remove(date);
        else lots[date] = remaining;
    }

    private void CompareLots(CardState row)
    {
        var stated = new SortedDictionary<DateOnly, Int128>();
        var last = DateOnly.MinValue;
        foreach (var lot in row.Lots)
        {
            var date = lot.ExpiryDate ?? DateOnly.MaxValue;
            if (date < last) Add(seq, AuditRule.Lots, $"the row's lot of {Name(date)} is out of order");
            if (lot.Remaining < 0 || lot.Remaining > lot.Granted)
                Add(seq, AuditRule.Lots, $"the row's lot of {Name(date)} holds {lot.Remaining} of {lot.Granted}");
            last = date;
            stated[date] = stated.GetValueOrDefault(date) + lot.Remaining;
        }

        foreach (var date in stated.Keys.Union(lots.Keys))
        {
            var (says, makes) = (stated.GetValueOrDefault(date), lots.GetValueOrDefault(date));
            if (says != makes)
                Add(seq, AuditRule.Lots, $"the row's lot of {Name(date)} holds {says}, the entries make {makes}");
        }
    }

    private Int128 Held()
    {
        Int128 held = 0;
        foreach (var remaining in lots.Values) held += remaining;
        return held;
    }

    private static string Name(DateOnly date) => date == DateOnly.MaxValue ? "no expiry" : date.ToString("O");

    private void Add(long? at, AuditRule rule, string message) => findings.Add(cardId, at, rule, message);
}
