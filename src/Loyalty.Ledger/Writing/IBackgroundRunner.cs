namespace Loyalty.Ledger.Writing;

/// <summary>Starts background work; the simulator's runs it on its own thread, in its own order.</summary>
public interface IBackgroundRunner
{
    /// <summary>Starts the work and returns; the work itself never throws.</summary>
    void Start(Func<Task> work);
}

/// <summary>Starts background work on the thread pool.</summary>
public sealed class ThreadPoolRunner : IBackgroundRunner
{
#pragma warning disable RS0030 // this is the runner that the ban refers to
    public void Start(Func<Task> work) => _ = Task.Run(work);
#pragma warning restore RS0030
}
