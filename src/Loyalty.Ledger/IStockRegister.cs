using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Ledger;

/// <summary>
/// The numbers that stand on pre-printed cards. Ranges are only ever added, so what was found in one stays in it.
/// The unique keys say whether a number is used. Failures are <see cref="StoreException"/>s; both calls may be
/// repeated.
/// </summary>
public interface IStockRegister
{
    /// <summary>Adds a range: Committed; Replayed if it is there; Conflict if its request added another one.</summary>
    Task<CommitStatus> RegisterAsync(StockRange range, CancellationToken cancellationToken);

    /// <summary>Whether a number lies in one of the ranges.</summary>
    Task<bool> HoldsAsync(CardNumber number, CancellationToken cancellationToken);
}

/// <summary>All numbers from the first to the last that are as long as these and have a right check digit.</summary>
/// <param name="RequestKey">The request that registers it.</param>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number, as long as the first and not below it.</param>
/// <param name="Caller">The caller who registers it.</param>
public sealed record StockRange(string RequestKey, CardNumber First, CardNumber Last, Caller Caller);
