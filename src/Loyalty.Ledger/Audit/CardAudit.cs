using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Audit;

/// <summary>
/// Folds a card's entries and compares its row with what they make. What an entry did to the lots says how much of it
/// became, or repaid, debt: the debt is what the lots hold less the balance. After a broken link it goes on from what
/// stands there, so that one edit makes one finding of its kind; after an entry that can't be read, from the next one,
/// and of the lots it says no more.
/// </summary>
internal sealed class CardAudit(CardId cardId, Stored<CardState>? stored, Findings findings)
{
    private readonly LotsAudit lots = new(cardId, findings);
    private readonly DayPointsAudit days = new(cardId, stored?.Row, findings);
    private bool isBroken;
    private bool isWhole = true;
    private Int128 balance;
    private long remainder;
    private CardNumber? number;
    private DateOnly? issueDate;
    private CardLife life = CardLife.Plain;

    /// <summary>The last entry; 0 if there is none.</summary>
    public long Seq { get; private set; }

    /// <summary>The last entry's hash.</summary>
    public ImmutableArray<byte> Head { get; private set; } = EntryHash.Genesis;

    public void Next(Stored<LedgerEntry> next)
    {
        if (next.Seq != (Int128)Seq + 1) Add(next.Seq, AuditRule.Sequence, $"expected {(Int128)Seq + 1}");
        Seq = next.Seq;
        if (next.Row is not { } entry)
        {
            Add(next.Seq, AuditRule.Unreadable, $"can't be read: {next.Fault}");
            isBroken = true;
            isWhole = false;
            return;
        }

        if (!isBroken && !EntryHash.Compute(Head, entry).AsSpan().SequenceEqual(entry.Hash.AsSpan()))
            Add(Seq, AuditRule.Chain, "its hash is not that of its predecessor and its content");
        Head = entry.Hash;

        if (!isBroken && balance + entry.Points != entry.Balance)
        {
            Add(Seq, AuditRule.Balance, $"running balance {entry.Balance}, the entries up to it make {
                balance + entry.Points}");
        }

        balance = entry.Balance;
        isBroken = false;
        if (isWhole) lots.Next(entry);
        days.Next(entry);
        remainder = entry.RemainderMinor;
        if (life.CancelDate is not null) Add(Seq, AuditRule.Life, "follows on the card's cancellation");
        life = life.After(entry, number ?? default);
        number = entry.CardNumber ?? number;
        if (entry.Kind == EntryKind.Issue) issueDate ??= entry.BusinessDate;
    }

    /// <summary>Compares the card's row with what its entries make.</summary>
    public void End()
    {
        if (stored is not { } found) Add(null, AuditRule.Card, "has entries or claims but no row");
        else if (found.Row is not { } row) Add(Seq, AuditRule.Unreadable, $"the card's row: {found.Fault}");
        else if (Seq == 0) Add(null, AuditRule.Card, "has a row but no entries");
        else Compare(row);
    }

    private void Compare(CardState row)
    {
        if (row.Seq != Seq) Add(Seq, AuditRule.Card, $"the row says seq {row.Seq}, the last entry is {Seq}");
        if (isBroken) return;
        if (!row.Hash.AsSpan().SequenceEqual(Head.AsSpan()))
            Add(Seq, AuditRule.Card, "the row's hash is not the last entry's");
        if (row.Balance != balance) Add(Seq, AuditRule.Balance, $"the row says {row.Balance}, the entries {balance}");
        if (row.RemainderMinor != remainder)
            Add(Seq, AuditRule.Card, $"the row carries {row.RemainderMinor}, the last entry {remainder}");
        if (!isWhole) return;
        if (row.Number != number) Add(Seq, AuditRule.Card, "the row's number is not the last that was put on the card");
        if (row.IssueDate != issueDate) Add(Seq, AuditRule.Card, "the row's issue date is not the issue entry's");
        if (DifferenceIn(row.Life) is { } part)
            Add(Seq, AuditRule.Life, $"the row's {part} is not what its entries make");
        lots.End(row, Seq, balance);
        days.End(row, Seq);
    }

    private string? DifferenceIn(CardLife stated)
    {
        if (stated.Type != life.Type) return "type";
        if (stated.TermEndDate != life.TermEndDate) return "term";
        if (stated.LostTime != life.LostTime) return "loss";
        if (stated.IsSuspended != life.IsSuspended) return "hold";
        if (stated.CancelDate != life.CancelDate) return "cancellation";
        return stated.OldNumbers.SequenceEqual(life.OldNumbers) ? null : "list of old numbers";
    }

    private void Add(long? at, AuditRule rule, string message) => findings.Add(cardId, at, rule, message);
}
