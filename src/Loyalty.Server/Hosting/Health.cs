using Loyalty.Domain;
using Loyalty.Ledger;

namespace Loyalty.Server.Hosting;

/// <summary>Health, for whoever decides to restart or to send no calls.</summary>
public static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// /healthz/live answers 200 while the process answers at all, and asks neither grain nor database;
    /// /healthz/ready answers 200 while the ledger can be asked and written, its database is the one on which the
    /// server was started, the clock is right and the server is not stopping, else 503.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz/live", () => Results.Text("live\n"));
        app.MapGet("/healthz/ready", async (
            ILedger ledger, ILedgerStore store, IDatabaseGuard guard, ClockCheck clock, TimeProvider time,
            IHostApplicationLifetime lifetime) =>
        {
            var fault = lifetime.ApplicationStopping.IsCancellationRequested
                ? "stopping"
                : clock.Problem
                ?? await FaultOfAsync(Task.WhenAll(
                        guard.ConfirmAsync(default), ledger.CheckAsync(new CardId(Guid.Empty), null)),
                    "the ledger can't be reached", time)
                ?? await FaultOfAsync(store.CheckWritableAsync(default), "the ledger can't be written", time);
            return fault is null
                ? Results.Text("ready\n")
                : Results.Text($"not ready: {fault}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }

    /// <summary>What to say if the question fails, or isn't answered in time; null if it is.</summary>
    private static async Task<string?> FaultOfAsync(Task question, string otherwise, TimeProvider time)
    {
        try
        {
            await question.WaitAsync(Patience, time);
            return null;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.OtherDatabase)
        {
            return "this is not the database on which the server was started";
        }
#pragma warning disable CA1031 // whatever it fails at, the node is of no use now
        catch (Exception)
#pragma warning restore CA1031
        {
            return otherwise;
        }
    }
}
