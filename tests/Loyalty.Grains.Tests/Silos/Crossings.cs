using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;

namespace Loyalty.Grains.Tests.Silos;

/// <summary>The calls that have arrived at another silo than the one they were sent from.</summary>
internal sealed class Crossings
{
    private const string Origin = "tests.origin";

    private readonly ConcurrentDictionary<MethodInfo, bool> methods = new();

    public IEnumerable<MethodInfo> Methods => methods.Keys;

    public void Clear() => methods.Clear();

    /// <summary>Writes on each call where it comes from.</summary>
    internal sealed class Departure(ILocalSiloDetails here) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            RequestContext.Set(Origin, here.SiloAddress.ToParsableString());
            return context.Invoke();
        }
    }

    /// <summary>Notes each call that comes from elsewhere.</summary>
    internal sealed class Arrival(ILocalSiloDetails here, Crossings crossings) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (RequestContext.Get(Origin) is string origin && origin != here.SiloAddress.ToParsableString())
                crossings.methods.TryAdd(context.InterfaceMethod, true);
            return context.Invoke();
        }
    }
}
