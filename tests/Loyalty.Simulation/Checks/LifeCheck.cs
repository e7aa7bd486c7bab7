using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// I6: each entry was allowed on the card as it was just before, under a number that the card had then; a change of the
/// card leaves the points alone, and its end leaves none.
/// </summary>
internal sealed class LifeCheck(LedgerState state, Plan plan, Violations violations)
{
    public void Run(IReadOnlyList<Request> writes)
    {
        var asked = writes.ToLookup(request => request.IdempotencyKey!.Value, StringComparer.Ordinal);
        foreach (var cardId in state.CardIds)
            foreach (var (before, row) in Lives.Of(state.EntriesOf(cardId))) Check(before, row.Entry, asked);
    }

    private void Check(CardState before, LedgerEntry entry, ILookup<string, Request> asked)
    {
        if (before.Life.CancelDate is not null) Add(entry, "follows on the card's end");
        if (VerbOf(entry.Kind) is not { } verb || IsOfAMerge(entry)) return;
        if (CardTable.Check(verb, before.FactsOn(plan.Calendar.DateOf(entry.Time), before.Number)) is { } refusal)
            Add(entry, $"had to be refused with {refusal}");
        if (verb != CardVerb.TransferIn && !GuestCheck.IsOfGuests(entry)
            && !asked[entry.IdempotencyKey].Any(request => request.CardNumber == before.Number))
            Add(entry, "was asked for with another number than the card's own");
        if (verb == CardVerb.Cancel ? entry.Balance != 0 : entry.Points != 0 && !Moves(verb))
            Add(entry, $"moved {entry.Points} points and left {entry.Balance}");
    }

    private static bool Moves(CardVerb verb) =>
        verb is CardVerb.Accrue or CardVerb.TransferOut or CardVerb.TransferIn;

    /// <summary>A merge takes lost and expired cards along, and needs no number.</summary>
    private bool IsOfAMerge(LedgerEntry entry) => entry.Kind switch
    {
        EntryKind.TransferOut => entry.IdempotencyKey.Length == 0,
        EntryKind.TransferIn => !state.EntriesOf(entry.Counterpart!.Value.CardId).Any(
            row => row.Entry.Seq == entry.Counterpart.Value.Seq && row.Entry.IdempotencyKey.Length > 0),
        EntryKind.MemberLink or EntryKind.Cancellation => entry.Change is { MemberId: not null, Reason.Length: > 0 },
        _ => false,
    };

    private static CardVerb? VerbOf(EntryKind kind) => kind switch
    {
        EntryKind.Accrual => CardVerb.Accrue,
        EntryKind.LossReport => CardVerb.ReportLost,
        EntryKind.LossClearance => CardVerb.ClearLost,
        EntryKind.Replacement => CardVerb.Replace,
        EntryKind.Renewal => CardVerb.Renew,
        EntryKind.Suspension => CardVerb.Suspend,
        EntryKind.Resumption => CardVerb.Resume,
        EntryKind.Cancellation => CardVerb.Cancel,
        EntryKind.MemberLink => CardVerb.Link,
        EntryKind.MemberUnlink => CardVerb.Unlink,
        EntryKind.TransferOut => CardVerb.TransferOut,
        EntryKind.TransferIn => CardVerb.TransferIn,
        EntryKind.Issue or EntryKind.Expiry or EntryKind.OpeningBalance or EntryKind.Presentation
            or EntryKind.GuestClaim =>
            null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private void Add(LedgerEntry entry, string what) =>
        violations.Add("I6", $"{entry.Kind} {entry.CardId}/{entry.Seq} {what}");
}
