using Loyalty.Simulation.Faults;
using Orleans.Runtime;

namespace Loyalty.Simulation.Tests.Silo;

/// <summary>The model's rule of who may run, and what becomes of whoever waits: Orleans' promises at their weakest.
/// </summary>
public sealed class ActivationTests
{
    [Fact]
    public void Writes_OfOneCard_RunOneAfterTheOther() => OnStage(1, stage =>
    {
        Begin(stage);
        _ = stage.Call(0, grain => grain.WriteAsync(1));
        stage.Run(1);
        _ = stage.Call(0, grain => grain.WriteAsync(2));
        stage.Run(1);
        Assert.Equal(["w1 begins"], stage.Logs[0].Lines);
        stage.Logs[0].Gate.SetResult();
        stage.Run(1);
        Assert.Equal(["w1 begins", "w1 ends", "w2 begins", "w2 ends"], stage.Logs[0].Lines);
    });

    [Fact]
    public void Reads_BesideAReadThatRuns_RunPastAWaitingWrite() => OnStage(1, stage =>
    {
        Begin(stage);
        _ = stage.Call(0, grain => grain.ReadAsync(1));
        stage.Run(1);
        _ = stage.Call(0, grain => grain.WriteAsync(2));
        stage.Run(1);
        _ = stage.Call(0, grain => grain.ReadAsync(3));
        stage.Run(1);
        Assert.Equal(["r1 begins", "r3 begins"], stage.Logs[0].Lines);
    });

    [Fact]
    public void FirstCalls_OfACard_BeginInAnyOrder()
    {
        var firsts = Enumerable.Range(1, 20).Select(seed => OnStage(
            1,
            stage =>
            {
                _ = stage.Call(0, async grain => await Task.WhenAll(grain.WriteAsync(1), grain.WriteAsync(2)));
                stage.Run(5);
                return stage.Logs[0].Lines[0];
            },
            (ulong)seed));
        Assert.Equal(["w1 begins", "w2 begins"], firsts.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Call_BeyondTheLimit_IsRefusedAtOnce() => OnStage(1, stage =>
    {
        Begin(stage);
        var calls = Enumerable.Range(0, Stage.MaxCalls + 2)
            .Select(number => stage.Call(0, grain => grain.WriteAsync(number))).ToList();
        stage.Run(1);
        var refused = Assert.Single(calls, call => call.IsFaulted);
        Assert.IsType<LimitExceededException>(Stage.FailureOf(refused));
    });

    [Fact]
    public void Call_NotAnsweredInTime_TimesOutAndItsTurnGoesOn() => OnStage(1, stage =>
    {
        var call = stage.Call(0, grain => grain.WriteAsync(1));
        stage.Run(Stage.Timeout.TotalMilliseconds + 100);
        Assert.IsType<TimeoutException>(Stage.FailureOf(call));
        stage.Logs[0].Gate.SetResult();
        stage.Run(1);
        Assert.Equal(["w1 begins", "w1 ends"], stage.Logs[0].Lines);
    });

    [Fact]
    public void Activation_ThatFails_FailsItsCallsAndTheNextOneBeginsAnew() => OnStage(1, stage =>
    {
        stage.Logs[0].Gate.SetResult();
        stage.Logs[0].Failure = new InvalidOperationException("no");
        var failed = stage.Call(0, grain => grain.WriteAsync(1));
        stage.Run(5);
        stage.Logs[0].Failure = null;
        var next = stage.Call(0, grain => grain.WriteAsync(2));
        stage.Run(5);
        Assert.Equal("no", Stage.FailureOf(failed).Message);
        Assert.Equal(("xxx", 2), (Stage.AnswerOf(next), stage.Logs[0].Activations));
    });

    [Fact]
    public void Calls_AtAnActivationThatEnds_GoOnToTheNext() => OnStage(1, stage =>
    {
        stage.Logs[0].Gate.SetResult();
        var calls = stage.Call(0, async grain =>
        {
            await grain.ReadAsync(0);
            var leaving = grain.LeaveAsync();
            return await Task.WhenAll(grain.WriteAsync(1), grain.WriteAsync(2));
        });
        stage.Run(5);
        Assert.Equal((true, 2), (calls.IsCompletedSuccessfully, stage.Logs[0].Activations));
    });

    [Fact]
    public void Activation_EndingAfterEachTurn_ForwardsTwiceAndThenRejects() => OnStage(1, stage =>
    {
        Begin(stage);
        stage.Logs[0].Gate.SetResult();
        stage.Cluster.Faults = new FaultProfile("idle") { EndsIdle = 1 };
        var calls = stage.Call(0, grain => Task.WhenAll(Enumerable.Range(0, 4).Select(grain.WriteAsync)));
        stage.Run(5);
        Assert.IsType<OrleansMessageRejectionException>(Stage.FailureOf(calls));
    });

    [Fact]
    public void Cancellation_OfACallThatRuns_ReachesCallerAndGrain() => OnStage(1, stage =>
    {
        using var source = new CancellationTokenSource();
        var call = stage.Call(0, grain => grain.WaitAsync(source.Token));
        stage.Run(1);
        source.Cancel();
        stage.Run(1);
        Assert.IsAssignableFrom<OperationCanceledException>(Stage.FailureOf(call));
        Assert.Equal(["cancelled"], stage.Logs[0].Lines);
    });

    /// <summary>Lets the activation begin, so that what follows comes in order.</summary>
    private static void Begin(Stage stage)
    {
        _ = stage.Call(0, grain => grain.BeginAsync());
        stage.Run(1);
    }

    private static bool OnStage(int silos, Action<Stage> play) => OnStage(silos, stage =>
    {
        play(stage);
        return true;
    });

    private static T OnStage<T>(int silos, Func<Stage, T> play, ulong seed = 1) =>
        SimulatedThread.Run(() => play(new Stage(silos, seed)));
}
