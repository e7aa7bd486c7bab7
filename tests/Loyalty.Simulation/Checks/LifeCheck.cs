using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;

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
        if (IsPointsWrong(entry)) Add(entry, $"moved {entry.Points} points and left {entry.Balance}");
        if (CardVerbs.OfTable.FirstOrDefault(verb => verb.Entry.Kind == entry.Kind) is not { } verb
            || IsOfAMerge(entry))
            return;
        if (CardTable.Check(verb, before.FactsOn(plan.Calendar.DateOf(entry.Time), before.Number)) is { } refusal)
            Add(entry, $"had to be refused with {refusal}");
        if (verb != TransferPoints.OfOtherCard && !GuestCheck.IsOfGuests(entry)
            && !asked[entry.IdempotencyKey].Any(request => request.CardNumber == before.Number))
            Add(entry, "was asked for with another number than the card's own");
    }

    private static bool IsPointsWrong(LedgerEntry entry) => EntryDescriptors.Of(entry.Kind).Points switch
    {
        EntryPoints.None => entry.Points != 0,
        EntryPoints.Rest => entry.Balance != 0,
        _ => false,
    };

    /// <summary>A merge takes lost and expired cards along, and needs no number.</summary>
    private bool IsOfAMerge(LedgerEntry entry) => entry.Kind switch
    {
        EntryKind.TransferOut => entry.IdempotencyKey.Length == 0,
        EntryKind.TransferIn => !state.EntriesOf(entry.Counterpart!.Value.CardId).Any(
            row => row.Entry.Seq == entry.Counterpart.Value.Seq && row.Entry.IdempotencyKey.Length > 0),
        _ => MergeCards.Verb.Answers.Contains(EntryDescriptors.Of(entry.Kind)) && MergeCards.Wrote(entry),
    };

    private void Add(LedgerEntry entry, string what) =>
        violations.Add(Invariant.Life, $"{entry.Kind} {entry.CardId}/{entry.Seq} {what}");
}
