using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Store;

/// <summary>A machine's way to the register of pre-printed numbers.</summary>
internal sealed class RemoteStock(RemoteStore store, Books books) : IStockRegister
{
    /// <summary>The answer may be lost on its way back, with the range registered.</summary>
    public Task<Verdict> RegisterAsync(StockRange range, CancellationToken cancellationToken) =>
        store.Ask(() => books.Register(range), mayBeLost: true);

    public Task<bool> HoldsAsync(CardNumber number, CancellationToken cancellationToken) =>
        store.Ask(() => books.IsInStock(number));
}
