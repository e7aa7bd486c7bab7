using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Nodes;

namespace Loyalty.Simulation.Faults;

/// <summary>Strikes whole machines, the store and the clocks, until the run is healed.</summary>
internal sealed class FaultInjector(World world, Dice dice)
{
    /// <summary>Told of each step: what strikes does so where something happens, not while everybody waits.</summary>
    public void OnStep()
    {
        var (faults, chance) = (world.Plan.Faults, dice.Fraction());
        if (Falls(ref chance, faults.CrashEvery)) Crash();
        else if (Falls(ref chance, faults.PauseEvery)) Pause();
        else if (Falls(ref chance, faults.OutageEvery)) TakeStoreDown();
        else if (Falls(ref chance, faults.LockEvery)) Lock();
        else if (Falls(ref chance, faults.ClockEvery)) TurnClocks();
    }

    /// <summary>Whether the one allocation of a step falls on this fault; the rest is for the next.</summary>
    private static bool Falls(ref double chance, int every)
    {
        if (every == 0) return false;
        chance -= 1.0 / every;
        return chance < 0;
    }

    private Node SomeNode() => dice.Pick(world.Nodes);

    private void Pause()
    {
        var node = SomeNode();
        if (node.Process is null || node.IsPaused) return;
        world.Tally.Faults++;
        node.Pause(dice.Chance(0.3) ? dice.Time(5_000, 10_000) : dice.Time(5, 800));
    }

    private void Crash()
    {
        var node = SomeNode();
        if (node.Process is null) return;
        world.Tally.Faults++;
        node.Crash();
        world.Loop.After(dice.Time(1, 400), node.Start);
    }

    private void TakeStoreDown()
    {
        if (world.Database.IsDown) return;
        world.Tally.Faults++;
        world.Database.Crash();
        world.Loop.After(dice.Time(5, 2_500), world.Database.Restart);
    }

    private void Lock()
    {
        if (world.Requests.Issued.Count == 0) return;
        world.Tally.Faults++;
        world.Database.LockFor(dice.Pick(world.Requests.Issued), dice.Time(1, dice.Chance(0.1) ? 6_000 : 200));
    }

    /// <summary>A node's date goes off, comes back, or it is weeks later everywhere.</summary>
    private void TurnClocks()
    {
        world.Tally.Faults++;
        world.TurnClocks(() =>
        {
            if (dice.Chance(0.3)) world.DateOff += TimeSpan.FromDays(dice.Between(1, 40));
            else if (dice.Chance(0.5)) SomeNode().DateOff = TimeSpan.Zero;
            else SomeNode().DateOff = dice.Time(-172_800_000, 172_800_000);
        });
        world.Loop.Trace.Say($"clocks: {world.DateOff.TotalDays} days on");
    }
}
