using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Server.Mapping;

namespace Loyalty.Server.Endpoints;

/// <summary>The way from a presented number to the card's grain, and from the runtime's failures to refusals.</summary>
public sealed class CardCalls(IGrainFactory grains, CardDirectory directory, LoyaltyProgram program)
{
    /// <summary>Accrues one receipt. Never throws for what the runtime below fails at.</summary>
    public async Task<CardAnswer> AccrueAsync(string cardNumber, V1.Receipt? receipt, Caller caller)
    {
        if (AccrualReader.Read(cardNumber, receipt, caller, program, out var command) is { } refused)
            return CardAnswer.Of(refused);
        try
        {
            return await directory.FindAsync(command!.Number) is { } cardId
                ? await Get(cardId).ExecuteAsync(command, caller)
                : CardAnswer.Of(Unknown(command.Number));
        }
        catch (Exception e) when (RuntimeErrors.RefusalOf(e) is { } refusal)
        {
            return CardAnswer.Of(new Refused(refusal));
        }
    }

    /// <summary>The card to which a number was ever given; null if to none.</summary>
    public async ValueTask<ICardGrain?> FindAsync(CardNumber number) =>
        await directory.FindAsync(number) is { } cardId ? Get(cardId) : null;

    /// <summary>The id of the card to which a number was ever given; null if to none.</summary>
    public ValueTask<CardId?> FindIdAsync(CardNumber number) => directory.FindAsync(number);

    /// <summary>Caches what an answer of the engine has just said.</summary>
    public void Cache(CardNumber number, CardId cardId) => directory.Add(number, cardId);

    public ICardGrain Get(CardId cardId) => grains.GetGrain<ICardGrain>(cardId.Value);

    public static Refused Unknown(CardNumber number) =>
        new Refused(Refusal.CardUnknown, "card_number").With("card_number", number.Masked);
}
