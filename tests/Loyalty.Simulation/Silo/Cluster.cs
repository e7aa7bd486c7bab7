using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Kernel;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Silo;

/// <summary>
/// Silos of one cluster id: who of them is a member, and which of them has a grain. Both are known late: a silo that
/// stands still for long is given up and goes on with what it has when it wakes; what the directory loses with a silo
/// is begun a second time elsewhere until it is noticed. <c>Cluster.Link.cs</c> holds the way between them.
/// </summary>
/// <param name="size">How many places it has; one of one place needs no directory.</param>
/// <param name="loop">The run's.</param>
/// <param name="dice">Decides whatever chance does to it.</param>
/// <param name="tally">Counts what was done to it.</param>
/// <param name="faults">Its faults.</param>
/// <param name="overTheLink">Returns the answer that another silo gets: all of it, unless that is broken.</param>
internal sealed partial class Cluster(
    int size, Loop loop, Dice dice, Tally tally, FaultProfile faults, Func<Response, Response> overTheLink)
{
    private readonly List<SimulatedSilo> members = [];
    private readonly List<SimulatedSilo> dead = [];
    private readonly Dictionary<GrainId, Activation> directory = [];

    /// <summary>Its faults; none after the last one has healed.</summary>
    public FaultProfile Faults { get; set; } = faults;

    public Dice Dice => dice;

    public bool IsShared => size > 1;

    /// <summary>A new silo comes, reads who is dead, and whoever was in its place before is no more.</summary>
    public void Join(SimulatedSilo silo)
    {
        foreach (var other in dead) silo.LearnDead(other);
        if (members.Find(member => member.Place == silo.Place) is { } before) DeclareDead(before);
        members.Add(silo);
    }

    /// <summary>The others wait for a silo that stands still, but not for ever.</summary>
    public void Suspect(SimulatedSilo silo)
    {
        if (!IsShared) return;
        var before = silo.Machine.Pauses;
        loop.After(dice.Time(1_500, 6_000), () =>
        {
            var stands = silo.Machine.State == Machine.Life.Paused && silo.Machine.Pauses == before;
            if (stands && members.Exists(member => member.Machine.State == Machine.Life.Running)) DeclareDead(silo);
        });
    }

    /// <summary>The silo to which a call is sent: where its grain was seen, or is, or is to begin.</summary>
    public SimulatedSilo Locate(GrainId grain, SimulatedSilo asker)
    {
        if (!IsShared) return asker;
        if (asker.Locate(grain) is { } seen) return seen;
        var host = directory.TryGetValue(grain, out var there) && !asker.KnowsDead(there.Silo)
            ? there.Silo
            : PlaceFor(asker);
        asker.Note(grain, host);
        return host;
    }

    /// <summary>Registers a new activation after a while.</summary>
    /// <returns>It, or the one that was there before.</returns>
    public Task<Activation> RegisterAsync(Activation activation)
    {
        if (!IsShared) return Task.FromResult(activation);
        var registered = new TaskCompletionSource<Activation>();
        loop.After(
            dice.Time(0.05, 2), () => registered.SetResult(Register(activation)), activation.Silo.Machine);
        return registered.Task;
    }

    public void Unregister(Activation activation)
    {
        if (directory.TryGetValue(activation.GrainId, out var there) && there == activation)
            directory.Remove(activation.GrainId);
    }

    /// <summary>Whether an activation ends after this turn, as one does that nobody needs for a while.</summary>
    public bool EndsBetweenTurns() => dice.Chance(Faults.EndsIdle);

    private SimulatedSilo PlaceFor(SimulatedSilo asker)
    {
        var places = members.FindAll(member => !asker.KnowsDead(member));
        return places.Count == 0 ? asker : dice.Pick(places);
    }

    private Activation Register(Activation activation)
    {
        if (directory.TryGetValue(activation.GrainId, out var there) && there != activation
            && !there.Silo.IsDeclaredDead && !there.IsGone)
            return there;
        directory[activation.GrainId] = activation;
        return activation;
    }

    private void DeclareDead(SimulatedSilo silo)
    {
        if (!members.Remove(silo)) return;
        dead.Add(silo);
        silo.IsDeclaredDead = true;
        loop.Trace.Say($"cluster: place {silo.Place} is declared dead");
        foreach (var (grain, there) in directory.ToArray())
        {
            if (there.Silo == silo) directory.Remove(grain);
            else if (dice.Chance(0.3)) Lose(there);
        }

        foreach (var member in members)
            loop.After(dice.Time(0, 100), () => member.LearnDead(silo), member.Machine);
    }

    /// <summary>An entry was kept by the silo that is gone; whom it named goes on, and is found a second or two later.
    /// </summary>
    private void Lose(Activation activation)
    {
        directory.Remove(activation.GrainId);
        loop.After(
            dice.Time(1, 2_000),
            () =>
            {
                if (activation.IsGone || Register(activation) == activation) return;
                activation.Deactivate(new DeactivationReason(
                    DeactivationReasonCode.DuplicateActivation, "another one is registered"));
            },
            activation.Silo.Machine);
    }
}
