using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;

namespace Loyalty.Application.Cards;

/// <summary>Accrues receipts, and quotes what they would earn.</summary>
public sealed class Accruals(CardLookup cards)
{
    /// <summary>
    /// Accrues a receipt: (1) looks the card up; (2) the card posts it. A refusal is an answer, never thrown, also that
    /// of a failure of the runtime below: of a stream of receipts each is answered by itself.
    /// </summary>
    public async Task<CardAnswer> AccrueAsync(AccruePoints command, Caller caller)
    {
        try
        {
            return await cards.FindAsync(command.Number) is { } cardId
                ? await cards.Get(cardId).ExecuteAsync(command, caller)
                : CardAnswer.Of(CardLookup.Unknown(command.Number));
        }
        catch (Exception e) when (RuntimeErrors.RefusalOf(e) is { } refusal)
        {
            return CardAnswer.Of(new Refused(refusal));
        }
    }

    /// <summary>Quotes a receipt; changes nothing.</summary>
    /// <exception cref="RefusedException">It would earn nothing.</exception>
    public async Task<QuoteAnswer> QuoteAsync(AccruePoints command, Caller caller, bool allowStale)
    {
        var cardId = await cards.RequireAsync(command.Number);
        var quote = await cards.Get(cardId).QuoteAsync(command, caller, allowStale);
        return quote.Refused is null ? quote : throw new RefusedException(quote.Refused);
    }
}
