using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Receipts;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;

namespace Loyalty.Simulation.Checks;

/// <summary>Whether a refusal that is about a number in stock, or about the receipt for which a card was to be issued,
/// had its cause by the end of the call.</summary>
internal sealed class IssueRefusals(LedgerState state, Plan plan, Observation observation)
{
    public bool AreJustified(Refused refused) => refused.Reason switch
    {
        Refusal.StockNumberUnknown => StockNumber is { } number
            && !state.Ranges.Values.Any(range => range.Step < observation.Sent && range.Holds(number)),
        Refusal.StockNumberUsed => StockNumber is { } number && IsAnothers(number.UniqueKey),
        Refusal.ReceiptHasIssued => Receipt is { } receipt && IsAnothers(receipt.IssueKey(false)),
        Refusal.ReceiptTooSmall => Receipt is { } receipt && receipt.TotalMinor < Enough,
        _ => false,
    };

    private CardNumber? StockNumber => observation.Request.Command switch
    {
        IssueCard { IsStockNumber: true } issue => issue.Number,
        ReplaceCard { IsStockNumber: true } replace => replace.NewNumber,
        _ => null,
    };

    private Receipt? Receipt => (observation.Request.Command as IssueCard)?.Receipt;

    private long Enough
    {
        get
        {
            var rules = plan.Rules.CardRulesIn(observation.Request.Caller.Mall);
            return observation.Request.Command is IssueCard { IsReceiptSurrendered: true }
                ? rules.SurrenderedIssueTotalMinor
                : rules.FreeIssueTotalMinor;
        }
    }

    /// <summary>Whether somebody else's entry had used the key by then.</summary>
    private bool IsAnothers(string key) =>
        state.UniqueKeys.TryGetValue(key, out var uniqueKey)
        && state.EntriesOf(uniqueKey.CardId).Any(row => row.Entry.Seq == uniqueKey.Seq && row.Step <= observation.Came
            && row.Entry.IdempotencyKey != observation.Request.IdempotencyKey!.Value);
}
