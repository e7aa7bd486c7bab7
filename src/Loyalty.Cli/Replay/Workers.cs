namespace Loyalty.Cli.Replay;

/// <summary>Tasks that work side by side, of which one that fails ends all.</summary>
internal static class Workers
{
    public static async Task StopOthersAsync(Task worker, CancellationTokenSource stop)
    {
        try
        {
            await worker;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Waits for all; throws what went wrong first, rather than that the others were stopped for it.</summary>
    public static async Task WhenAllAsync(IEnumerable<Task> workers, CancellationToken cancellation)
    {
        var all = Task.WhenAll(workers);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        var failure = all.Exception?.InnerExceptions.FirstOrDefault(e => e is not OperationCanceledException);
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        await all;
    }
}
