using Loyalty.Torture.Faults;

namespace Loyalty.Torture.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    [Fact]
    public void Plan_OfTheSameSeed_IsTheSame()
    {
        var (one, other) = (FaultPlan.Make(5, 3, 3, Pause), FaultPlan.Make(5, 3, 3, Pause));
        Assert.Equal(one.Servers, other.Servers);
        Assert.Equal(one.Database, other.Database);
    }

    [Fact]
    public void Plan_OfAnotherSeedOrRound_IsAnother()
    {
        var plan = FaultPlan.Make(5, 3, 3, Pause);
        Assert.NotEqual(plan.Servers, FaultPlan.Make(6, 3, 3, Pause).Servers);
        Assert.NotEqual(plan.Servers, FaultPlan.Make(5, 4, 3, Pause).Servers);
    }

    [Fact]
    public void Plan_OfEveryRound_KillsServersAndPostgresStopsOneAndParts()
    {
        for (var round = 1; round <= 50; round++)
        {
            var plan = FaultPlan.Make(1, round, 3, Pause);
            var all = plan.Servers.Concat(plan.Database).ToArray();
            Assert.Equal(3, all.Count(planned => planned.Fault == Fault.ServerKill));
            Assert.Single(all, planned => planned.Fault == Fault.PostgresKill);
            Assert.Single(all, planned => planned.Fault is Fault.Partition or Fault.OneWayPartition);
            Assert.All(
                all.Where(planned => planned.Fault == Fault.Zombie),
                zombie => Assert.True(zombie.Length >= TimeSpan.FromSeconds(10)));
            Assert.All(all, planned => Assert.InRange(planned.Node, 0, 2));
        }
    }
    [Fact]
    public void Plan_OfThreeRoundsOfSilosThatCanBeParted_PartsThemInEveryManner()
    {
        var plans = Enumerable.Range(1, 3).Select(round => FaultPlan.Make(1, round, 3, Pause, partsSilos: true));
        var faults = plans.SelectMany(plan => plan.Servers).Select(planned => planned.Fault).ToArray();
        Assert.Contains(Fault.SiloPartition, faults);
        Assert.Contains(Fault.OneWaySiloPartition, faults);
        Assert.Contains(Fault.SiloIsolation, faults);
        Assert.DoesNotContain(FaultPlan.Make(1, 1, 3, Pause).Servers, planned => planned.Fault == Fault.SiloPartition);
    }
}
