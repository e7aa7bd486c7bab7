using Loyalty.Torture.Faults;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Report;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Tests.Phases;

/// <summary>A slice of the torture, small enough for every build.</summary>
public sealed class SliceTests(ITestOutputHelper output) : TortureTests(output)
{
    private static readonly RoundPace Pace = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.3), 12, 1);

    /// <summary>Another plan each time; the seed is in the output.</summary>
    [Fact]
    public async Task Servers_Tortured_LoseInventAndDoubleNothing()
    {
        var torment = Make(seed: 0);
        await using var fleet = await StartAsync(2);
        var plan = Short(FaultPlan.Make(torment.Seed, 1, 2, Pace.Pause));
        await new Round(torment, fleet, new Floor()).RunAsync(1, plan, Pace, Size);

        torment.Close(fleet);
        TableReport.Print(torment, Budget.Slice, torment.Output);
        Assert.Empty(torment.Violations.All);
        Assert.True(torment.Tally[Counted.Acknowledged] > 100);
        Assert.True(torment.Cuts.AtCommit > 0);
        Assert.True(torment.Tally.Races.Sum(race => race.Value) > 5);
        Assert.True(torment.Tally[Counted.LifeRefusals] > 0);
    }

    /// <summary>A zombie of 10 s is for longer runs; what a plan has for it here stops for a moment.</summary>
    private static FaultPlan Short(FaultPlan plan) => new(
        [.. plan.Servers.Take(3).Select(Short)], [.. plan.Database.Select(Short)]);

    private static PlannedFault Short(PlannedFault planned) =>
        planned with { Length = TimeSpan.FromSeconds(Math.Min(planned.Length.TotalSeconds, 1.5)) };
}
