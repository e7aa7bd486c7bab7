using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;
using Loyalty.Testing;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// I4: a number is put on one card, once; a receipt issues one card; a number from stock was registered before. I2, I3:
/// a range that was acknowledged is there, and is refused only where its request registered another one.
/// </summary>
internal sealed class StockCheck(World world)
{
    private readonly LedgerState state = world.Database.LedgerState;

    public void Run()
    {
        var numbers = new HashSet<CardNumber>();
        var receipts = new HashSet<(string, DateOnly, string)>();
        foreach (var row in state.Entries)
        {
            if (row.Entry.CardNumber is { } number)
            {
                if (!numbers.Add(number)) Add(
                    Invariant.OneUse, $"{number.Digits} stands on {row.Entry.CardId} as well");
                if (row.Entry.Kind is EntryKind.Issue or EntryKind.Replacement) CheckRegistered(row, number);
            }

            if (row.Entry is { Kind: EntryKind.Issue, Receipt: { } receipt }
                && !receipts.Add((receipt.Store, receipt.BusinessDate, receipt.Number)))
                Add(Invariant.OneUse, $"receipt {receipt.Number} issued {row.Entry.CardId} as well");
        }

        foreach (var observation in world.Network.Observations)
            if (observation.Request.Range is { } range) CheckRegistration(observation, range);
    }

    private void CheckRegistered(PostedEntry row, CardNumber number)
    {
        if (number.Digits[0] != Workload.StockRequests.Prefix[0]) return;
        if (!state.Ranges.Values.Any(range => range.Step < row.Step && range.Holds(number)))
            Add(Invariant.OneUse, $"{number.Digits} was given to {row.Entry.CardId} and is in no range");
    }

    private void CheckRegistration(Workload.Observation observation, Ledger.StockRange range)
    {
        var isThere = state.Ranges.TryGetValue(range.RequestKey, out var there) && there.Step <= observation.Came;
        var isThis = isThere && (there.Range.First, there.Range.Last) == (range.First, range.Last);
        if (observation.Answer.Refused is not { } refused)
        {
            if (!isThis) Add(Invariant.Acknowledged, $"{observation.Request} was acknowledged and is not there");
        }
        else if (RefusalNatures.Of(refused.Reason) != RefusalNature.OfMoment
            && (refused.Reason != Refusal.RequestConflict || isThis || !isThere))
        {
            Add(Invariant.Replay, $"{observation.Request} was refused without cause: {refused.Reason}");
        }
    }

    private void Add(string rule, string message) => world.Violations.Add(rule, message);
}
