using Loyalty.Domain;
using Loyalty.Ledger;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Says whether this server is of use: the ledger can be asked and written, its database is the one on which the server
/// was started, the clock is right, and the server is not stopping. The description says what isn't so.
/// </summary>
internal sealed class Readiness(
    ILedger ledger, ILedgerStore store, IDatabaseGuard guard, ClockCheck clock, TimeProvider time,
    IHostApplicationLifetime lifetime) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var fault = lifetime.ApplicationStopping.IsCancellationRequested
            ? "stopping"
            : clock.Problem
            ?? await FaultOfAsync(
                Task.WhenAll(
                    guard.ConfirmAsync(cancellationToken), ledger.CheckAsync(new CardId(Guid.Empty), null)),
                "the ledger can't be reached")
            ?? await FaultOfAsync(store.CheckWritableAsync(cancellationToken), "the ledger can't be written");
        return fault is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(fault);
    }

    /// <summary>Names the fault if the question fails, or isn't answered in time; null if it is.</summary>
    private async Task<string?> FaultOfAsync(Task question, string otherwise)
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
