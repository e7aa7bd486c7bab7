using Loyalty.Ledger;

namespace Loyalty.Members;

/// <summary>Repeats a call to the store until it is answered, or until the ledger's deadline.</summary>
internal sealed class StoreAttempts(LedgerOptions options, LedgerEnvironment environment)
{
    /// <summary>
    /// Runs what may be repeated: it looks for itself whether it was done before. Once its outcome is unknown it
    /// stays so until it is answered.
    /// </summary>
    /// <exception cref="StoreException">Unknown, if it may have been done; else nothing happened.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        var started = environment.Time.GetTimestamp();
        var isUnknown = false;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (StoreException e)
            {
                isUnknown |= e.Failure == StoreFailure.Unknown;
                var pause = options.Backoff(attempt);
                var isOver = environment.Time.GetElapsedTime(started) + pause > options.Deadline;
                if (e.Failure is StoreFailure.Rejected or StoreFailure.OtherDatabase || isOver)
                {
                    if (isUnknown && e.Failure != StoreFailure.Unknown)
                        throw new StoreException(StoreFailure.Unknown, e.Message, e);
                    throw;
                }

                await Task.Delay(pause, environment.Time);
            }
        }
    }
}
