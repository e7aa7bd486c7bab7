using System.Reflection;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Ledger;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

/// <summary>
/// No exception of ledger or store leaves a card's grain, whatever it is asked: to a caller on another silo it would be
/// one without a codec.
/// </summary>
[Collection(nameof(TwoSilos))]
public sealed class LedgerFailureTests(TwoSilos silos)
{
    private readonly GrainHost host = new(silos, CallFrom.AnotherSilo);

    public static TheoryData<Exception> Failures =>
    [
        new LedgerException("down", new StoreException(StoreFailure.Transient, "busy")),
        new StoreException(StoreFailure.Unavailable, "down", new InvalidOperationException()),
    ];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Call_WhereTheLedgerCannotBeAsked_AnswersARefusal(Exception failure)
    {
        host.Ledger.ReadsFail = true;
        host.Ledger.Failure = () => failure;
        foreach (var method in typeof(ICardGrain).GetMethods())
            foreach (var command in CommandsOf(method))
            {
                var refused = await AskAsync(host.GrainOf(Samples.CardId(host.NextNumber())), method, command);
                Assert.True(Refusal.LedgerUnavailable == refused?.Reason, $"{method.Name} {command}: {refused}");
            }
    }

    /// <summary>A sample of each command that the method may be sent; of one that takes none, null.</summary>
    private static IEnumerable<ICardCommand?> CommandsOf(MethodInfo method) =>
        method.GetParameters()[0].ParameterType is var type && type.IsAssignableTo(typeof(ICardCommand))
            ? CommandSamples.All.Where(type.IsInstanceOfType).Select(command => (ICardCommand?)command)
            : [null];

    private static async Task<Refused?> AskAsync(ICardGrain grain, MethodInfo method, ICardCommand? command)
    {
        object[] arguments = [.. method.GetParameters().Select(parameter => ArgumentFor(parameter) ?? command!)];
        var call = (Task)method.Invoke(grain, arguments)!;
        await call;
        var answer = call.GetType().GetProperty("Result")!.GetValue(call)!;
        return (Refused?)answer.GetType().GetProperty("Refused")!.GetValue(answer);
    }

    /// <summary>Null for a command.</summary>
    private static object? ArgumentFor(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(Caller)) return Samples.Till;
        return parameter.ParameterType == typeof(bool) ? false : null;
    }
}
