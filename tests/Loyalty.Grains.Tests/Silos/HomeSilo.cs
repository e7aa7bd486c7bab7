using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Loyalty.Grains.Tests.Silos;

/// <summary>The silo on which activations are placed.</summary>
internal sealed class HomeSilo
{
    public SiloAddress? Address { get; set; }
}

/// <summary>Places activations on one silo; where that is gone, on any.</summary>
[GenerateSerializer, Alias("loyalty.tests.OnHomeSilo")]
internal sealed class OnHomeSilo : PlacementStrategy
{
    internal sealed class Director(HomeSilo home) : IPlacementDirector
    {
        public Task<SiloAddress> OnAddActivation(
            PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
        {
            var silos = context.GetCompatibleSilos(target);
            return Task.FromResult(home.Address is { } address && silos.Contains(address) ? address : silos[0]);
        }
    }
}
