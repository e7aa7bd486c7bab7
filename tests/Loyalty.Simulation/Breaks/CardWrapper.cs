using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;

namespace Loyalty.Simulation.Breaks;

/// <summary>A grain as a node calls it, of which a break exchanges a part.</summary>
internal abstract class CardWrapper(ICardGrain inner) : ICardGrain
{
    public virtual Task<CardAnswer> ExecuteAsync(ICardCommand command, Caller caller) =>
        inner.ExecuteAsync(command, caller);

    public Task<QuoteAnswer> QuoteAsync(AccruePoints command, Caller caller, bool allowStale) =>
        inner.QuoteAsync(command, caller, allowStale);

    public Task<CardReading> ReadAsync(bool allowStale) => inner.ReadAsync(allowStale);
}
