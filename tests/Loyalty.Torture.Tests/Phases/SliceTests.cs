using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Report;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Tests.Phases;

/// <summary>A slice of the torture, small enough for every build.</summary>
public sealed class SliceTests(ITestOutputHelper output) : TortureTests(output)
{
    private static readonly RoundPace Pace = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.3), 12, 1);

    /// <summary>Another plan each time; the seed is in the output.</summary>
    [Theory]
    [InlineData(FleetForm.Cluster, 2)]
    [InlineData(FleetForm.Apart, 2)]
    public async Task Servers_Tortured_LoseInventAndDoubleNothing(FleetForm form, int servers)
    {
        var torment = Make(seed: 0);
        await using var fleet = await StartAsync(form, servers);
        var plan = Short(FaultPlan.Make(torment.Seed, 1, servers, Pace.Pause, fleet.Network is not null));
        await new Round(torment, fleet, new Floor()).RunAsync(1, plan, Pace, Size);

        torment.Close(fleet);
        TableReport.Print(torment, Budget.Slice, form, torment.Output);
        Assert.Empty(torment.Violations.All);
        Assert.True(torment.Tally[Counted.Acknowledged] > 100);
        Assert.True(torment.Cuts.AtCommit > 0);
        Assert.True(torment.Tally.Races.Sum(race => race.Value) > 5);
        Assert.True(torment.Tally[Counted.LifeRefusals] > 0);
    }

    /// <summary>Each kind once, for a moment; what takes until a silo is declared dead is for longer runs.</summary>
    private static FaultPlan Short(FaultPlan plan) => new(
        [.. plan.Servers.DistinctBy(planned => planned.Fault).Select(Short)], [.. plan.Database.Select(Short)]);

    private static PlannedFault Short(PlannedFault planned) =>
        planned with { Length = TimeSpan.FromSeconds(Math.Min(planned.Length.TotalSeconds, 1.5)) };
}
