using Loyalty.Simulation.Faults;
using Orleans.Runtime;

namespace Loyalty.Simulation.Tests.Silo;

/// <summary>The model of calls between silos, and of a cluster that loses one.</summary>
public sealed class ClusterTests
{
    [Fact]
    public void Calls_FromEverySilo_MeetOneActivationAndBringCopies() => OnStage(stage =>
    {
        stage.Logs.ForEach(log => log.Gate.SetResult());
        var here = stage.Call(0, grain => grain.WriteAsync(1));
        stage.Run(10);
        var there = stage.Call(1, grain => grain.WriteAsync(2));
        stage.Run(10);
        var host = Host(stage);
        Assert.Equal([0, 1], stage.Logs.Select(log => log.Activations).Order());
        Assert.Same(stage.Logs[host].Said, host == 0 ? Stage.AnswerOf(here) : Stage.AnswerOf(there));
        Assert.NotSame(stage.Logs[host].Said, host == 0 ? Stage.AnswerOf(there) : Stage.AnswerOf(here));
        Assert.Equal("xxx", host == 0 ? Stage.AnswerOf(there) : Stage.AnswerOf(here));
    });

    [Fact]
    public void Calls_OfOneBurst_ReachAnotherSiloInAnyOrder()
    {
        var lastFirst = Enumerable.Range(1, 40).Select(seed => OnStage(
            stage =>
            {
                var host = Begin(stage);
                _ = stage.Call(1 - host, async grain => await Task.WhenAll(grain.ReadAsync(1), grain.ReadAsync(2)));
                stage.Run(5);
                return stage.Logs[host].Lines[0] == "r2 begins";
            },
            (ulong)seed)).Count(reversed => reversed);
        Assert.InRange(lastFirst, 5, 35);
    }

    [Fact]
    public void Call_ToASiloThatIsDeclaredDead_FailsAsUnavailableAndTheNextBeginsElsewhere() => OnStage(stage =>
    {
        var host = Begin(stage);
        var call = stage.Call(1 - host, grain => grain.WriteAsync(1));
        stage.Run(5);
        stage.Silos[host].Machine.Pause();
        stage.Cluster.Suspect(stage.Silos[host]);
        stage.Run(7_000);
        Assert.IsType<SiloUnavailableException>(Stage.FailureOf(call));
        _ = stage.Call(1 - host, grain => grain.WriteAsync(2));
        stage.Run(100);
        Assert.Equal(["w2 begins"], stage.Logs[1 - host].Lines);
    });

    /// <summary>So that there are two activations at once, which only the ledger can tell apart.</summary>
    [Fact]
    public void Silo_ThatWakesAfterItWasDeclaredDead_GoesOnWithWhatItHas() => OnStage(stage =>
    {
        var host = Begin(stage);
        stage.Silos[host].Machine.Pause();
        stage.Cluster.Suspect(stage.Silos[host]);
        stage.Run(7_000);
        stage.Silos[host].Machine.Resume();
        _ = stage.Call(host, grain => grain.WriteAsync(1));
        _ = stage.Call(1 - host, grain => grain.WriteAsync(2));
        stage.Run(10);
        Assert.Equal("w1 begins", Assert.Single(stage.Logs[host].Lines));
        Assert.Equal("w2 begins", Assert.Single(stage.Logs[1 - host].Lines));
    });

    /// <summary>A call or its answer is lost, or it runs twice, and the caller is told or not.</summary>
    [Fact]
    public void Link_ThatIsCut_LeavesTheCallerInTheDarkInEachWay()
    {
        var seen = Enumerable.Range(1, 60).Select(seed => OnStage(
            stage =>
            {
                var host = Begin(stage);
                stage.Logs[host].Gate.SetResult();
                stage.Cluster.Faults = new FaultProfile("cut") { LinkCut = 1 };
                var call = stage.Call(1 - host, grain => grain.WriteAsync(1));
                stage.Run(Stage.Timeout.TotalMilliseconds + 100);
                return $"{stage.Logs[host].Lines.Count / 2} {Stage.FailureOf(call).GetType().Name}";
            },
            (ulong)seed));
        Assert.Equal(
            [
                $"0 {nameof(OrleansMessageRejectionException)}", $"0 {nameof(TimeoutException)}",
                $"1 {nameof(OrleansMessageRejectionException)}", $"1 {nameof(TimeoutException)}",
                $"2 {nameof(OrleansMessageRejectionException)}", $"2 {nameof(TimeoutException)}",
            ],
            seen.Distinct().Where(ran => ran[0] <= '2').Order(StringComparer.Ordinal));
    }

    /// <summary>Lets the activation begin, and says on which silo.</summary>
    private static int Begin(Stage stage)
    {
        _ = stage.Call(0, grain => grain.BeginAsync());
        stage.Run(10);
        return Host(stage);
    }

    private static int Host(Stage stage) => stage.Logs.FindIndex(log => log.Activations > 0);

    private static bool OnStage(Action<Stage> play) => OnStage(stage =>
    {
        play(stage);
        return true;
    });

    private static T OnStage<T>(Func<Stage, T> play, ulong seed = 1) =>
        SimulatedThread.Run(() => play(new Stage(silos: 2, seed)));
}
