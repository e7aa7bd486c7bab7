using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// I6: each entry was allowed on the card as it was just before, under a number that the card had then; a change of the
/// card leaves the points alone, and its end leaves none.
/// </summary>
internal sealed class LifeCheck(Books books, Violations violations)
{
    public void Run(IReadOnlyList<Request> writes)
    {
        var asked = writes.ToLookup(request => request.Identity!.Key, StringComparer.Ordinal);
        foreach (var cardId in books.CardIds)
            foreach (var (before, row) in Lives.Of(books.EntriesOf(cardId))) Check(before, row.Entry, asked);
    }

    private void Check(CardState before, LedgerEntry entry, ILookup<string, Request> asked)
    {
        if (VerbOf(entry.Kind) is not { } verb)
        {
            if (before.Life.CancelDate is not null) Add(entry, "follows on the card's end");
            return;
        }

        if (CardTable.Check(verb, before.FactsOn(entry.BusinessDate, before.Number)) is { } refusal)
            Add(entry, $"had to be refused with {refusal}");
        if (!GuestCheck.IsOfGuests(entry)
            && !asked[entry.IdentityKey].Any(request => request.CardNumber == before.Number))
            Add(entry, "was asked for with another number than the card's own");
        if (verb == CardVerb.Cancel ? entry.Balance != 0 : verb != CardVerb.Accrue && entry.Points != 0)
            Add(entry, $"moved {entry.Points} points and left {entry.Balance}");
    }

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
        _ => null,
    };

    private void Add(LedgerEntry entry, string what) =>
        violations.Add("I6", $"{entry.Kind} {entry.CardId}/{entry.Seq} {what}");
}
