using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Breaks;

/// <summary>lost-call-denied: of a call whose silo is gone, or whose answer didn't come, it is said that nothing
/// happened.</summary>
internal sealed class DenyingLostCalls : BrokenPart
{
    public override ICardGrain Around(ICardGrain card) => new Denying(card);

    private sealed class Denying(ICardGrain card) : CardWrapper(card)
    {
        public override async Task<CardAnswer> ExecuteAsync(ICardCommand command, Caller caller)
        {
            try
            {
                return await base.ExecuteAsync(command, caller);
            }
            catch (Exception e) when (RuntimeErrors.RefusalOf(e) is Refusal.OutcomeUnknown)
            {
                return CardAnswer.Of(new Refused(Refusal.LedgerUnavailable));
            }
        }
    }
}

/// <summary>
/// order-trusted: a card is read right behind an accrual, without waiting for it, and what is read is the balance that
/// the accrual has left: true as long as the two come in the order in which they went.
/// </summary>
internal sealed class TrustingOrder : BrokenPart
{
    public override ICardGrain Around(ICardGrain card) => new Trusting(card);

    private sealed class Trusting(ICardGrain card) : CardWrapper(card)
    {
        public override async Task<CardAnswer> ExecuteAsync(ICardCommand command, Caller caller)
        {
            if (command is not AccruePoints) return await base.ExecuteAsync(command, caller);
            var accrual = base.ExecuteAsync(command, caller);
            var reading = ReadAsync(allowStale: false);
            var answer = await accrual;
            return answer is { Entry: { } entry, Replayed: false } && (await reading).State is { } state
                && state.Seq < entry.Seq
                ? answer with { Entry = entry with { Seq = state.Seq, Balance = state.Balance } }
                : answer;
        }
    }
}

/// <summary>field-not-carried: what one silo answers another lacks a field, as one without an id would.</summary>
internal sealed class LosingFields : BrokenPart
{
    public override Response OverTheLink(Response response) =>
        response.Result is CardAnswer { Entry: { } entry } answer
            ? Response.FromResult(answer with { Entry = entry with { Hash = [] } })
            : response;
}
