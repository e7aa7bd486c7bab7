using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Nodes;

namespace Loyalty.Simulation.Faults;

/// <summary>Strikes whole machines, the store and the clocks, until the run is healed.</summary>
internal sealed class FaultInjector(World world, Dice dice)
{
    private FaultProfile Faults => world.Plan.Faults;

    public void Start()
    {
        Every(Faults.CrashEvery, Crash);
        Every(Faults.PauseEvery, () => SomeNode().Pause(dice.Chance(0.3) ? dice.Time(5_000, 10_000) : dice.Time(5, 800)));
        Every(Faults.OutageEvery, TakeStoreDown);
        Every(Faults.LockEvery, Lock);
        Every(Faults.ClockEvery, TurnClocks);
    }

    private Node SomeNode() => dice.Pick(world.Nodes);

    private void Every(int milliseconds, Action strike)
    {
        if (milliseconds == 0) return;
        var gap = TimeSpan.FromMilliseconds(Math.Ceiling(-Math.Log(1 - dice.Fraction()) * milliseconds));
        world.Loop.After(gap, () =>
        {
            if (world.IsHealed) return;
            world.Tally.Faults++;
            strike();
            Every(milliseconds, strike);
        });
    }

    private void Crash()
    {
        var node = SomeNode();
        node.Crash();
        world.Loop.After(dice.Time(1, 400), node.Start);
    }

    private void TakeStoreDown()
    {
        if (world.Database.IsDown) return;
        world.Database.Crash();
        world.Loop.After(dice.Time(5, 2_500), world.Database.Restart);
    }

    private void Lock()
    {
        if (world.Requests.Issued.Count == 0) return;
        world.Database.LockFor(dice.Pick(world.Requests.Issued), dice.Time(1, dice.Chance(0.1) ? 6_000 : 200));
    }

    /// <summary>A node's date goes off, comes back, or it is weeks later everywhere.</summary>
    private void TurnClocks()
    {
        if (dice.Chance(0.3)) world.DateOff += TimeSpan.FromDays(dice.Between(1, 40));
        else if (dice.Chance(0.5)) SomeNode().DateOff = TimeSpan.Zero;
        else SomeNode().DateOff = dice.Time(-172_800_000, 172_800_000);
        world.Loop.Trace.Say($"clocks: {world.DateOff.TotalDays} days on");
    }
}
