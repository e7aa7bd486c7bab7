using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Testing.Checks;

/// <summary>
/// I6: each entry was allowed, by the table that the rules use, on the card as it was just before; a change of the card
/// leaves the points alone, its end leaves none, and nothing follows on that.
/// </summary>
internal static class LifeRules
{
    public static IEnumerable<LedgerFault> Check(
        ILookup<CardId, LedgerEntry> ledger, Func<DateTimeOffset, DateOnly> dateOf) =>
        from card in ledger
        from step in CardFold.Of(card)
        from what in Faults(step.Before, step.Entry, ledger, dateOf)
        select new LedgerFault(Invariant.Life, step.Entry, what);

    private static IEnumerable<string> Faults(
        CardState before, LedgerEntry entry, ILookup<CardId, LedgerEntry> ledger, Func<DateTimeOffset, DateOnly> dateOf)
    {
        if (before.IsIssued == (entry.Kind == EntryKind.Issue)) yield return "isn't how a card begins, or goes on";
        if (before.Life.CancelDate is not null) yield return "follows on the card's end";
        if (MovesWrongly(entry)) yield return "moved points that it had to leave";
        if (entry.Kind == EntryKind.Renewal && before.Life.TermEndDate is null) yield return "renews a card of no term";
        if (CardVerbs.OfTable.FirstOrDefault(verb => verb.Entry.Kind == entry.Kind) is { } verb
            && !IsOfAMerge(entry, ledger)
            && CardTable.Check(verb, before.FactsOn(dateOf(entry.Time), before.Number)) is { } refusal)
            yield return $"had to be refused with {refusal}";
    }

    private static bool MovesWrongly(LedgerEntry entry) => EntryDescriptors.Of(entry.Kind).Points switch
    {
        EntryPoints.None => entry.Points != 0,
        EntryPoints.Rest => entry.Balance != 0,
        _ => false,
    };

    /// <summary>A merge takes lost and expired cards along, and needs no number.</summary>
    private static bool IsOfAMerge(LedgerEntry entry, ILookup<CardId, LedgerEntry> ledger) => entry.Kind switch
    {
        EntryKind.TransferOut => entry.IdempotencyKey.Length == 0,
        EntryKind.TransferIn => !ledger[entry.Counterpart!.Value.CardId].Any(
            other => other.Seq == entry.Counterpart.Value.Seq && other.IdempotencyKey.Length > 0),
        _ => MergeCards.Verb.Answers.Contains(EntryDescriptors.Of(entry.Kind)) && MergeCards.Wrote(entry),
    };
}
