namespace Loyalty.Simulation.Tests;

/// <summary>Runs on a thread of its own: on one of the pool's, tasks would run inline.</summary>
internal static class SimulatedThread
{
    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
#pragma warning disable CA1031 // rethrown on the test's thread
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException("The simulation failed.", failure);
    }
}
