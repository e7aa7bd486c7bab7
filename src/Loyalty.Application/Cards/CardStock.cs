using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Application.Cards;

/// <summary>The pre-printed cards: their ranges, and whether a scanned number lies in one.</summary>
public sealed class CardStock(IStockRegister register, CardNumberGenerator numbers)
{
    /// <summary>
    /// Checks a range's numbers against each other and against the engine's own: a generated number could else be one
    /// that stands on a card in stock.
    /// </summary>
    /// <returns>FIELD_MALFORMED, or null.</returns>
    public Refused? Check(CardNumber first, CardNumber last)
    {
        var (from, to) = (first.Digits, last.Digits);
        if (from.Length != to.Length || string.CompareOrdinal(from, to) > 0)
            return new Refused(Refusal.FieldMalformed, "last_number").With("expected", "no shorter, longer or smaller");
        return numbers.Overlaps(from, to)
            ? new Refused(Refusal.FieldMalformed, "first_number").With("expected", "no number like the engine's own")
            : null;
    }

    /// <summary>Registers a range that <see cref="Check"/> has passed.</summary>
    /// <returns>Whether it was registered before, by the same request.</returns>
    /// <exception cref="RefusedException">
    /// With REQUEST_CONFLICT, or OUTCOME_UNKNOWN: whatever the database failed at, the range may be there.
    /// </exception>
    public async Task<bool> RegisterAsync(StockRange range, CancellationToken cancellationToken)
    {
        try
        {
            var status = await register.RegisterAsync(range, cancellationToken);
            return status == CommitStatus.Conflict
                ? throw new RefusedException(new Refused(Refusal.RequestConflict, "request_id"))
                : status == CommitStatus.Replayed;
        }
        catch (StoreException)
        {
            throw new RefusedException(new Refused(Refusal.OutcomeUnknown));
        }
    }

    /// <summary>Requires that a number lies in a range. Ranges only grow, so it is enough to look before the commit.
    /// </summary>
    /// <exception cref="RefusedException">With STOCK_NUMBER_UNKNOWN.</exception>
    public async Task RequireAsync(CardNumber number, CancellationToken cancellationToken)
    {
        if (await register.HoldsAsync(number, cancellationToken)) return;
        throw new RefusedException(
            new Refused(Refusal.StockNumberUnknown, "stock_number").With("stock_number", number.Masked));
    }
}
