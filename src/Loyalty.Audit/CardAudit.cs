using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>
/// Folds a card's entries: each makes its state of the one before. A step that doesn't fit is a finding, and the next
/// one goes on from what stands there, so that one edit is found where it is and not at every entry after it; after an
/// entry that can't be read nothing is known of the step. All steps fit: every state is what the entries make.
/// </summary>
internal sealed class CardAudit(CardId cardId, Findings findings)
{
    private readonly LotsAudit lots = new(cardId, findings);
    private CardState? before = CardState.Unissued(cardId);

    /// <summary>The last entry; 0 if there is none.</summary>
    public long Seq { get; private set; }

    /// <summary>The last entry's hash.</summary>
    public ImmutableArray<byte> Head { get; private set; } = EntryHash.Genesis;

    /// <summary>The card as its last entry says; null if that can't be read.</summary>
    public CardState? Last => before;

    public void Next(Stored<EntryRow> next)
    {
        if (next.Seq != (Int128)Seq + 1) Add(next.Seq, AuditRule.Sequence, $"expected {(Int128)Seq + 1}");
        Seq = next.Seq;
        if (next.Row is { } row) Compare(row.Entry, row.State);
        else Add(Seq, AuditRule.Unreadable, $"can't be read: {next.Fault}");
        before = next.Row?.State;
    }

    private void Compare(LedgerEntry entry, CardState state)
    {
        Head = entry.Hash;
        if (before is not null) CompareStep(before, entry, state);
        lots.Compare(before, entry, state);
        if (state.RemainderMinor != entry.RemainderMinor)
            Add(Seq, AuditRule.Card, $"its state carries {state.RemainderMinor}, the entry {entry.RemainderMinor}");
    }

    private void CompareStep(CardState from, LedgerEntry entry, CardState state)
    {
        if (!EntryHash.Compute(from.Hash, entry).AsSpan().SequenceEqual(entry.Hash.AsSpan()))
            Add(Seq, AuditRule.Chain, "its hash is not that of its predecessor and its content");
        var balance = (Int128)from.Balance + entry.Points;
        if (balance != entry.Balance)
            Add(Seq, AuditRule.Balance, $"running balance {entry.Balance}, the entries up to it make {balance}");
        if (state.Number != (entry.CardNumber ?? from.Number))
            Add(Seq, AuditRule.Card, "its state's number is not the last that was put on the card");
        if (state.IssueDate != (entry.Kind == EntryKind.Issue ? entry.BusinessDate : from.IssueDate))
            Add(Seq, AuditRule.Card, "its state's issue date is not the issue entry's");
        if (from.Life.CancelDate is not null) Add(Seq, AuditRule.Life, "follows on the card's cancellation");
        if (DifferenceIn(state.Life, from.Life.After(entry, from.Number)) is { } part)
            Add(Seq, AuditRule.Life, $"its state's {part} is not what the entries make");
        CompareDays(from, entry, state);
    }

    /// <summary>
    /// Points are counted by receipt date while a daily cap is in force, and for a while: a date may be missing, but
    /// none may count other than on from what was counted before.
    /// </summary>
    private void CompareDays(CardState from, LedgerEntry entry, CardState state)
    {
        foreach (var day in state.DayPoints)
        {
            Int128 made = 0;
            foreach (var known in from.DayPoints)
                if (known.Date == day.Date) made = known.Points;
            if (entry.Kind == EntryKind.Accrual && entry.Receipt?.BusinessDate == day.Date) made += entry.Points;
            if (day.Points != made)
                Add(Seq, AuditRule.Card, $"its state counts {day.Points} points of {day.Date:O}, the entries {made}");
        }
    }

    private static string? DifferenceIn(CardLife stated, CardLife made)
    {
        if (stated.Type != made.Type) return "type";
        if (stated.TermEndDate != made.TermEndDate) return "term";
        if (stated.LostTime != made.LostTime) return "loss";
        if (stated.IsSuspended != made.IsSuspended) return "suspension";
        if (stated.CancelDate != made.CancelDate) return "cancellation";
        if (stated.MemberId != made.MemberId) return "member";
        return stated.OldNumbers.SequenceEqual(made.OldNumbers) ? null : "list of old numbers";
    }

    private void Add(long at, AuditRule rule, string message) => findings.Add(cardId, at, rule, message);
}
