using System.Collections.Concurrent;
using System.Reflection;
using Loyalty.Grains.Cards;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Loyalty.Grains.Tests.Silos;

/// <summary>The calls that have arrived at another silo than the one they were sent from.</summary>
internal sealed class Crossings
{
    private const string Origin = "tests.origin";

    private readonly ConcurrentDictionary<(MethodInfo Method, Type? Command), bool> calls = new();

    /// <summary>The methods called, each with the type of the command that it was to execute.</summary>
    public IEnumerable<(MethodInfo Method, Type? Command)> Calls => calls.Keys;

    public void Clear() => calls.Clear();

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
                crossings.calls.TryAdd((context.InterfaceMethod, CommandOf(context.Request)), true);
            return context.Invoke();
        }

        private static Type? CommandOf(IInvokable request) =>
            request.GetMethodName() == nameof(ICardGrain.ExecuteAsync) ? request.GetArgument(0)!.GetType() : null;
    }
}
