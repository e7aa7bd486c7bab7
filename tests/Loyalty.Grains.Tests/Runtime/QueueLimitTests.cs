using Loyalty.Domain;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Application;
using Orleans.Runtime;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>The bound of a grain's queue refuses a call before it has begun, and says so by a type of its own.
/// </summary>
[Collection(nameof(RuntimeSilos))]
public sealed class QueueLimitTests(RuntimeSilos silos)
{
    private const int Over = 20;
    private const int Slack = 2; // the runtime counts the waiting before it lets one in, and may let in one more

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Call_OverTheLimit_IsRefusedUnbegunAndTheOthersRun(CallFrom from)
    {
        var key = $"{nameof(Call_OverTheLimit_IsRefusedUnbegunAndTheOthersRun)}-{from}";
        var grain = silos.Grain<ITurnGrain>(key, from);
        await grain.Overlap();
        var held = grain.Write("held");
        await silos.Probe.Noted(key);
        var calls = Enumerable.Range(0, RuntimeSilos.MaxWaitingCalls + Over)
            .Select(i => (Name: $"{i}", Call: grain.Touch($"{i}"))).ToArray();

        await Eventually.IsSoAsync(() => calls.Count(call => call.Call.IsFaulted) >= Over - Slack);
        silos.Probe.Open($"{key}/held");
        await held;
        await Task.WhenAny(Task.WhenAll(calls.Select(call => call.Call)));

        foreach (var (_, call) in calls.Where(call => call.Call.IsFaulted))
        {
            var failure = await Assert.ThrowsAsync<LimitExceededException>(() => call);
            Assert.Equal(Refusal.Overloaded, RuntimeErrors.RefusalOf(failure));
        }

        await grain.Touch("later");
        Assert.Equal(
            calls.Where(call => !call.Call.IsFaulted).Select(call => call.Name).Order(StringComparer.Ordinal),
            silos.Probe.Notes(key).Skip(2).SkipLast(1).Order(StringComparer.Ordinal));
    }
}
