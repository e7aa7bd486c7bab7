using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Simulation.Nodes;

/// <summary>What grains are made from. A real container per node would cost more than the run.</summary>
internal sealed class NodeServices(ILedger ledger, Programme programme, CardMemory memory)
    : IServiceProvider, IServiceScopeFactory, IServiceScope
{
    public IServiceProvider ServiceProvider => this;

    public object? GetService(Type serviceType) =>
        serviceType == typeof(ILedger) ? ledger
        : serviceType == typeof(Programme) ? programme
        : serviceType == typeof(CardMemory) ? memory
        : serviceType == typeof(IServiceScopeFactory) || serviceType == typeof(IServiceProvider) ? this
        : null;

    public IServiceScope CreateScope() => this;

    public void Dispose()
    {
        // A scope holds nothing of its own.
    }
}
