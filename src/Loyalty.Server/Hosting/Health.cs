using Loyalty.Domain;
using Loyalty.Ledger;

namespace Loyalty.Server.Hosting;

/// <summary>Health, for whoever decides to restart or to send no calls.</summary>
public static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// /healthz/live answers 200 while the process answers at all, and asks neither grain nor database;
    /// /healthz/ready answers 200 while the ledger can be asked and the server is not stopping, else 503.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz/live", () => Results.Text("live\n"));
        app.MapGet("/healthz/ready", async (ILedger ledger, TimeProvider time, IHostApplicationLifetime lifetime) =>
            lifetime.ApplicationStopping.IsCancellationRequested ? NotReady("stopping")
            : await CanAskAsync(ledger, time) ? Results.Text("ready\n")
            : NotReady("the ledger can't be reached"));
    }

    private static async Task<bool> CanAskAsync(ILedger ledger, TimeProvider time)
    {
        try
        {
            await ledger.CheckAsync(new CardId(Guid.Empty), null).WaitAsync(Patience, time);
            return true;
        }
        catch (Exception e) when (e is LedgerException or TimeoutException)
        {
            return false;
        }
    }

    private static IResult NotReady(string why) =>
        Results.Text($"not ready: {why}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
