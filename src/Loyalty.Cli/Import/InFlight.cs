using Loyalty.Cli.Replay;

namespace Loyalty.Cli.Import;

/// <summary>Does something with each item, a bounded number at once.</summary>
internal static class InFlight
{
    /// <summary>Takes the items one after the other; the first failure ends it, and is thrown.</summary>
    public static async Task ForEachAsync<T>(
        IEnumerable<T> items, int atOnce, Func<T, CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var source = items.GetEnumerator();
        var gate = new Lock();
        var workers = Enumerable.Range(0, atOnce).Select(_ => Workers.StopOthersAsync(WorkAsync(), stop));
        await Workers.WhenAllAsync(workers, cancellation);

        async Task WorkAsync()
        {
            // Reading ahead is work for another core than the caller's.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            while (TryTake(out var item))
            {
                stop.Token.ThrowIfCancellationRequested();
                await work(item, stop.Token);
            }
        }

        bool TryTake(out T item)
        {
            lock (gate)
            {
                var isThere = source.MoveNext();
                item = isThere ? source.Current : default!;
                return isThere;
            }
        }
    }
}
