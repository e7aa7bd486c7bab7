using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>How much happens in a round.</summary>
/// <param name="Length">The least it lasts.</param>
/// <param name="Pause">The most that passes between two faults of a track.</param>
/// <param name="CutsPerSecond">Connections cut.</param>
/// <param name="AuditEvery">After how many rounds the whole ledger is recomputed.</param>
public sealed record RoundPace(TimeSpan Length, TimeSpan Pause, double CutsPerSecond, int AuditEvery);

/// <summary>A plan of faults, and cuts all the while, under load.</summary>
public sealed class Round(Torment torment, Fleet fleet, Floor floor)
{
    public Task RunAsync(int number, FaultPlan plan, RoundPace pace, CrowdSize size) =>
        new UnderLoad(torment, fleet, floor).RunAsync(
            $"round {number}", number, size, number % pace.AuditEvery == 0, () => BreakAsync(number, plan, pace));

    private async Task BreakAsync(int number, FaultPlan plan, RoundPace pace)
    {
        using var healed = new CancellationTokenSource();
        var cutter = new Cutter(fleet, pace.CutsPerSecond, unchecked(torment.Seed + number));
        var cutting = cutter.RunAsync(healed.Token);
        var servers = new ServerFaults(torment, fleet, floor).RunAsync(plan.Servers);
        var database = fleet.Postgres is null
            ? Task.CompletedTask
            : new DatabaseFaults(torment, fleet, floor).RunAsync(plan.Database);
        await Task.WhenAll(servers, database, Task.Delay(pace.Length));
        await healed.CancelAsync();
        await cutting;
    }
}
