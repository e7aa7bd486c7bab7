using Loyalty.Domain;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Application;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>A silo goes, killed or stopped, while calls to it are under way. Processes that are killed without a word
/// are Loyalty.Cluster.Tests'.</summary>
public sealed class LossTests(ITestOutputHelper output)
{
    private const int Pending = 8;

    private readonly Probe probe = new();

    /// <summary>
    /// The callers hear it as soon as the cluster takes the silo for dead, or when their time is up. A call that had
    /// begun may also be sent on to another silo by the runtime itself: on 10.4.2 it was seen once, of four calls of
    /// eight. What a call does must bear being done twice.
    /// </summary>
    [Fact]
    public async Task Silo_Killed_ItsPendingCallsFailAsUnknownOrRunAgainElsewhere()
    {
        await using var pair = await StartAsync();
        var grains = pair.From(CallFrom.AnotherSilo);
        var calls = await HoldAsync(grains);
        var began = TimeProvider.System.GetTimestamp();

        await pair.KillHomeAsync();
        Say("killed", began);
        for (var i = 0; i < Pending; i++) probe.Open($"{i}/hold");
        var failures = await FailuresOfAsync(calls, began);

        Assert.All(
            failures, failure => Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(failure)));
        for (var i = 0; i < Pending; i++) output.WriteLine($"{i}: {string.Join(' ', probe.Notes($"{i}"))}");
        Assert.All(
            calls.Where(call => call.IsCompletedSuccessfully), call => Assert.InRange(call.Result, 1, 2));
        Assert.Equal(2, await AnsweredAsync(grains.GetGrain<ILifeGrain>("0"), began));
    }

    /// <summary>It lets turns end; but it may be gone before their last answers have arrived, and a caller can't tell.
    /// </summary>
    [Fact]
    public async Task Silo_Stopped_LetsItsTurnsEndAndTheNextCallsRunElsewhere()
    {
        await using var pair = await StartAsync();
        var grains = pair.From(CallFrom.AnotherSilo);
        var calls = await HoldAsync(grains);
        var began = TimeProvider.System.GetTimestamp();

        var stopping = pair.StopHomeAsync();
        await Probe.Settle();
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        for (var i = 0; i < Pending; i++) probe.Open($"{i}/hold");

        var failures = await FailuresOfAsync(calls, began);
        Assert.All(
            failures, failure => Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(failure)));
        await stopping;
        output.WriteLine($"{Pending - failures.Count} of {Pending} answers arrived.");
        for (var i = 0; i < Pending; i++) Assert.Equal("done", probe.Notes($"{i}")[2]);
        Assert.Equal(2, await AnsweredAsync(grains.GetGrain<ILifeGrain>("0"), began));
    }

    private Task<SiloPair> StartAsync() => RuntimeSilos.StartAsync(probe, silo =>
    {
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(15));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 2;
        });
    });

    private async Task<Task<int>[]> HoldAsync(IGrainFactory grains)
    {
        var calls = Enumerable.Range(0, Pending).Select(i => grains.GetGrain<ILifeGrain>($"{i}").Hold()).ToArray();
        for (var i = 0; i < Pending; i++) await probe.Noted($"{i}", 2);
        return calls;
    }

    private async Task<IReadOnlyList<Exception>> FailuresOfAsync(IEnumerable<Task> calls, long began)
    {
        var failures = new List<Exception>();
        foreach (var call in calls)
        {
            if (await Record.ExceptionAsync(() => call) is not { } failure) continue;
            failures.Add(failure);
            Say(failure, began);
        }

        return failures;
    }

    /// <summary>
    /// Calls until another activation than the first answers, as a till does; each refusal is one the engine knows. A
    /// silo that was killed within this process may answer for a moment more.
    /// </summary>
    private async Task<int> AnsweredAsync(ILifeGrain grain, long began)
    {
        var seen = new HashSet<Type>();
        while (true)
        {
            try
            {
                var answer = await grain.Incarnation();
                Say($"answered by activation {answer}", began);
                if (answer > 1 || TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMinutes(1)) return answer;
                await Probe.Settle();
            }
            catch (Exception failure) when (
                RuntimeErrors.RefusalOf(failure) == Refusal.OutcomeUnknown
                && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
            {
                if (seen.Add(failure.GetType())) Say(failure, began);
                await Probe.Settle();
            }
        }
    }

    private void Say(Exception failure, long began) =>
        Say($"{failure.GetType().FullName}: {failure.Message.Split('\n')[0]}", began);

    private void Say(string what, long began) =>
        output.WriteLine($"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s: {what}");
}
