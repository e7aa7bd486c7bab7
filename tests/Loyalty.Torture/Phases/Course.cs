using System.Diagnostics;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Report;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>The phases of a run, in their order.</summary>
/// <param name="Budget">What it has to do at least.</param>
/// <param name="Rounds">The least number of rounds.</param>
/// <param name="Length">What its rounds take at least, in all.</param>
/// <param name="Pace">What a round is like.</param>
public sealed record Course(Budget Budget, int Rounds, TimeSpan Length, RoundPace Pace)
{
    private const int Servers = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public static Course Quick => new(
        Budget.Quick, 4, TimeSpan.Zero, new RoundPace(TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(2), 14, true));

    public static Course Soak(double minutes) => new(
        Budget.Soak, 4, TimeSpan.FromMinutes(minutes),
        new RoundPace(TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(5), 14, false));

    public async Task RunAsync(Torment torment)
    {
        if (PostgresServer.Missing is { } reason) torment.Skipped.Add($"everything on PostgreSQL: {reason}");
        else await OnPostgresAsync(torment);
    }

    private async Task OnPostgresAsync(Torment torment)
    {
        var fleet = await Fleet.OnPostgresAsync(await PostgresServer.StartAsync(), Servers, torment.Folder);
        await using var owned = fleet;
        await fleet.StartAsync(StartLimit);
        var floor = new Floor();
        var clock = Stopwatch.StartNew();
        for (var round = 1; round <= Rounds || clock.Elapsed < Length; round++)
        {
            var plan = FaultPlan.Make(torment.Seed, round, Servers, Pace.Pause);
            await new Round(torment, fleet, floor).RunAsync(round, plan, Pace, new CrowdSize());
        }

        torment.Close(fleet);
    }
}
