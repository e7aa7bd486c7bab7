using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;

namespace Loyalty.Application.Cards;

/// <summary>Looks a presented number up: the card to which it was ever given, and the card's grain.</summary>
public sealed class CardLookup(IGrainFactory grains, CardDirectory directory)
{
    /// <summary>Finds the card's id; null if the number was never given to a card.</summary>
    public ValueTask<CardId?> FindAsync(CardNumber number) => directory.FindAsync(number);

    /// <summary>Finds the card's id.</summary>
    /// <param name="number">The number.</param>
    /// <param name="field">The request's field that it comes from.</param>
    /// <exception cref="RefusedException">With CARD_UNKNOWN: it was never given to a card.</exception>
    public async ValueTask<CardId> RequireAsync(CardNumber number, string field = "card_number") =>
        await directory.FindAsync(number) ?? throw new RefusedException(Unknown(number, field));

    /// <summary>Caches that a number is a card's, as an answer of the engine has just said.</summary>
    public void Cache(CardNumber number, CardId cardId) => directory.Add(number, cardId);

    /// <summary>Gets the grain of a card, whether or not the card is issued.</summary>
    public ICardGrain Get(CardId cardId) => grains.GetGrain<ICardGrain>(cardId.Value);

    /// <summary>The refusal of a number that was never given to a card.</summary>
    public static Refused Unknown(CardNumber number, string field = "card_number") =>
        new Refused(Refusal.CardUnknown, field).With("card_number", number.Masked);
}
