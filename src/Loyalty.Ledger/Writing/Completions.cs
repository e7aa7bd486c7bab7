namespace Loyalty.Ledger.Writing;

/// <summary>
/// Makes every completion source of the ledger. In production what awaits one continues on the thread pool, so that a
/// lane never runs a caller's code; in the simulator it continues at once, on the simulated thread.
/// </summary>
public sealed class Completions(bool asynchronous)
{
    private readonly TaskCreationOptions options =
        asynchronous ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;

    public TaskCompletionSource<T> Create<T>() => new(options);
}
