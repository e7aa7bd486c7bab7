using Loyalty.Runtime.Tests.Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Loyalty.Runtime.Tests.Solo;

/// <summary>Shows that on an injected scheduler and clock nothing leaves the thread and nothing waits for real.
/// </summary>
public sealed class SimulationSeamTests
{
    [Fact]
    public void Silo_OnOneThread_RunsCallsThatAwaitEachOtherWithoutLeavingIt()
    {
        using var world = new OneThread();
        var answers = Enumerable.Range(0, 50)
            .Select(i => world.Call(() => world.Grains.GetGrain<ITurnGrain>($"{i % 7}").Overlap()))
            .ToArray();
        world.Run();
        Assert.All(answers, static answer => Assert.Equal(1, Result(answer)));
        Assert.Equal(0, world.Strays);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Silo_OnOneSeed_TakesTheSameOrderTwice(ulong seed) => Assert.Equal(Trace(seed), Trace(seed));

    [Fact]
    public void Silo_OnOtherSeeds_TakesOtherOrders() =>
        Assert.True(Enumerable.Range(1, 20).Select(seed => Trace((ulong)seed)).Distinct().Count() > 10);

    [Fact]
    public void Call_InADeadlock_EndsWhenVirtualTimeReachesTheTimeout()
    {
        using var world = new OneThread();
        var call = world.Call(async () =>
        {
            await world.Grains.GetGrain<ITurnGrain>("a").CallRound("b");
            return 0;
        });
        world.Run();
        world.Time.Advance(TimeSpan.FromSeconds(29));
        world.Run();
        Assert.False(call.IsCompleted);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        world.Run();
        Assert.IsType<TimeoutException>(call.Exception?.InnerException);
        Assert.Equal(0, world.Strays);
    }

    [Fact]
    public void Activation_Idle_IsCollectedWhenVirtualTimeReachesItsAge()
    {
        using var world = new OneThread();
        _ = world.Call(() => world.Grains.GetGrain<ILifeGrain>("virtually-idle").Incarnation());
        world.Run();
        world.Time.Advance(TimeSpan.FromMinutes(14));
        world.Run();
        Assert.DoesNotContain("ActivationIdle", world.Probe.Notes("virtually-idle"));
        world.Time.Advance(TimeSpan.FromMinutes(2));
        world.Run();
        Assert.Contains("ActivationIdle", world.Probe.Notes("virtually-idle"));
        Assert.Equal(0, world.Strays);
    }

    [Fact]
    public void Timer_OnVirtualTime_TicksExactly()
    {
        using var world = new OneThread();
        _ = world.Call(async () =>
        {
            await world.Grains.GetGrain<ITimerGrain>("virtual").Start(dueMilliseconds: 1000);
            return 0;
        });
        world.Run();
        for (var i = 0; i < 100; i++)
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(100));
            world.Run();
        }

        Assert.Equal(10, world.Probe.Notes("virtual").Count);
        Assert.Equal(0, world.Strays);
    }

    [Fact]
    public void Activation_ThatNeverFinishesActivating_IsGivenUpAtTheActivationTimeout()
    {
        using var world = new OneThread(configure: static silo =>
            silo.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromHours(1)));
        var call = world.Call(() => world.Grains.GetGrain<ILifeGrain>("never-slow").Incarnation());
        world.Run();
        world.Time.Advance(TimeSpan.FromSeconds(31));
        world.Run();
        Assert.IsAssignableFrom<OperationCanceledException>(call.Exception?.InnerException ?? Cancelled(call));
    }

    [Fact]
    public void Call_ForwardedMoreThanTwice_IsRejected()
    {
        using var world = new OneThread();
        var calls = Enumerable.Range(0, 5).Select(_ => world.Call(async () =>
        {
            await world.Grains.GetGrain<ILifeGrain>("leaver").LeaveAtOnce();
            return 0;
        })).ToArray();
        world.Run();
        Assert.Equal(3, calls.Count(static call => call.IsCompletedSuccessfully));
        Assert.All(calls[3..], static call =>
            Assert.IsType<global::Orleans.Runtime.OrleansMessageRejectionException>(call.Exception?.InnerException));
    }

    private static string Trace(ulong seed)
    {
        using var world = new OneThread(seed);
        for (var i = 0; i < 6; i++)
        {
            var key = $"{i}";
            _ = world.Call(async () =>
            {
                await world.Grains.GetGrain<ITurnGrain>(key).Overlap();
                world.Probe.Note("trace", key);
                return 0;
            });
        }

        world.Run();
        return string.Join(',', world.Probe.Notes("trace"));
    }

    private static Exception? Cancelled(Task task) => task.IsCanceled ? new OperationCanceledException() : null;

    private static T Result<T>(Task<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully, $"{task.Status} {task.Exception}");
        return task.Result;
    }
}
