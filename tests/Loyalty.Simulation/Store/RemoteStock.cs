using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Store;

/// <summary>A machine's way to the register of pre-printed numbers.</summary>
internal sealed class RemoteStock(RemoteStore store, LedgerState state) : IStockRegister
{
    /// <summary>The answer may be lost on its way back, with the range registered.</summary>
    public Task<CommitStatus> RegisterAsync(StockRange range, CancellationToken cancellationToken) =>
        store.Ask(() => state.Register(range), mayBeLost: true);

    public Task<bool> HoldsAsync(CardNumber number, CancellationToken cancellationToken) =>
        store.Ask(() => state.IsInStock(number));
}
