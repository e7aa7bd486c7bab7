using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Silo;

namespace Loyalty.Simulation.Tests.Silo;

/// <summary>Silos of one cluster on a loop of their own. Everything of it runs on one thread that isn't the pool's.
/// </summary>
internal sealed class Stage
{
    public const int MaxCalls = 4;
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly GrainReferences References = new(typeof(IProbeGrain));

    public Stage(int silos, ulong seed = 1)
    {
        Loop = new Loop(seed);
        Cluster = new Cluster(
            silos, Loop, new Dice(seed), new Tally(), FaultProfile.None, static response => response);
        Silos = [.. Enumerable.Range(0, silos).Select(Start)];
    }

    public Loop Loop { get; }

    public Cluster Cluster { get; }

    public List<SimulatedSilo> Silos { get; }

    /// <summary>The log of each place's grains.</summary>
    public List<ProbeLog> Logs { get; } = [];

    public IProbeGrain Grain(int silo) =>
        new SimulatedGrainFactory(References, Silos[silo]).GetGrain<IProbeGrain>(new Guid(1, 0, 0, new byte[8]));

    /// <summary>Calls from a silo, as a node does for a till.</summary>
    public Task<T> Call<T>(int silo, Func<IProbeGrain, Task<T>> call)
    {
        var done = new TaskCompletionSource<T>();
        Silos[silo].Machine.Start(async () =>
        {
            try
            {
                done.SetResult(await call(Grain(silo)));
            }
#pragma warning disable CA1031 // the test's to see
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    public Task<bool> Call(int silo, Func<IProbeGrain, Task> call) => Call(silo, async grain =>
    {
        await call(grain);
        return true;
    });

    /// <summary>The answer of a call that is over; to wait for one that isn't would be to wait for ever.</summary>
    public static T AnswerOf<T>(Task<T> call)
    {
        Assert.True(call.IsCompleted, "It is not answered yet.");
        return call.GetAwaiter().GetResult();
    }

    public static Exception FailureOf(Task call)
    {
        Assert.True(call.IsFaulted, "It did not fail.");
        return call.Exception!.InnerException!;
    }

    /// <summary>Lets so much time pass, and no more: the loop by itself would go on to the next alarm.</summary>
    public void Run(double milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        var isOver = false;
        Loop.After(time, () => isOver = true);
        Loop.Run(() => isOver, time);
    }

    private SimulatedSilo Start(int place)
    {
        var log = new ProbeLog();
        Logs.Add(log);
        var silo = new SimulatedSilo(
            new Machine(Loop, place), place, Cluster, new SiloLimits(MaxCalls, Timeout), References,
            context => new ProbeGrain(context, log), static () => { });
        Cluster.Join(silo);
        return silo;
    }
}
