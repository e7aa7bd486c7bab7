using Loyalty.Domain;
using Loyalty.Ledger;

namespace Loyalty.Server.Hosting;

/// <summary>Health, for whoever decides to restart or to send no calls.</summary>
public static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// /healthz/live answers 200 while the process answers at all, and asks neither grain nor database;
    /// /healthz/ready answers 200 while the ledger can be asked, its database is the one on which the server was
    /// started and the server is not stopping, else 503.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz/live", () => Results.Text("live\n"));
        app.MapGet("/healthz/ready", async (
            ILedger ledger, IDatabaseGuard guard, TimeProvider time, IHostApplicationLifetime lifetime) =>
        {
            var why = lifetime.ApplicationStopping.IsCancellationRequested
                ? "stopping"
                : await FaultOfAsync(ledger, guard, time);
            return why is null ? Results.Text("ready\n") : NotReady(why);
        });
    }

    private static async Task<string?> FaultOfAsync(ILedger ledger, IDatabaseGuard guard, TimeProvider time)
    {
        try
        {
            var confirmed = guard.ConfirmAsync(CancellationToken.None);
            await Task.WhenAll(confirmed, ledger.CheckAsync(new CardId(Guid.Empty), null)).WaitAsync(Patience, time);
            return null;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.OtherDatabase)
        {
            return "this is not the database on which the server was started";
        }
        catch (Exception e) when (e is StoreException or LedgerException or TimeoutException)
        {
            return "the ledger can't be reached";
        }
    }

    private static IResult NotReady(string why) =>
        Results.Text($"not ready: {why}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
