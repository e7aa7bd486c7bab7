using Loyalty.Domain;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Store;

/// <summary>The one database server of a run: its ledger, whether it is up, what befalls its callers.</summary>
internal sealed class Database(Loop loop, LedgerState state, Tally tally, FaultProfile faults, Dice dice)
{
    public Loop Loop => loop;

    public LedgerState LedgerState => state;

    public MemberTable Members { get; } = new(() => loop.Step);

    public Tally Tally => tally;

    public Dice Dice => dice;

    /// <summary>The faults of calls; none after the last one has healed.</summary>
    public FaultProfile Faults { get; set; } = faults;

    public bool IsDown { get; private set; }

    /// <summary>Counts its crashes: what a transaction of an earlier life held is rolled back.</summary>
    public int Lives { get; private set; }

    public void Crash()
    {
        IsDown = true;
        Lives++;
        state.UnlockAll();
        loop.Trace.Say($"store: down");
    }

    public void Restart()
    {
        if (IsDown) loop.Trace.Say($"store: up");
        IsDown = false;
    }

    /// <summary>Somebody who is not the engine holds a card's lock for a while.</summary>
    public void LockFor(CardId cardId, TimeSpan time)
    {
        var holder = new object();
        if (!state.TryLock([cardId], holder)) return;
        loop.Trace.Say($"store: {cardId} locked for {time.TotalMilliseconds} ms");
        loop.After(time, () => state.Unlock(holder));
    }

    /// <summary>Writes, and notes what came of it.</summary>
    public WriteResult Write(IReadOnlyList<Commit> batch, object transaction)
    {
        var result = state.Write(batch, transaction);
        if (!result.Written)
            tally.VersionConflicts += batch.Count(
                commit => commit.Cards.Any(steps => state.SeqOf(steps.CardId) != steps.ExpectedSeq));
        foreach (var commit in batch)
        {
            foreach (var steps in commit.Cards)
                loop.Trace.Mix(steps.After.Seq, steps.After.Balance, result.Written ? 1 : 0);
            loop.Trace.Say($"store: {(result.Written ? "committed" : "guard failed")} {commit.IdempotencyKey.Value} as {
                commit.After.Seq} of {commit.CardId}, balance {commit.After.Balance}");
        }

        return result;
    }

    public TimeSpan Travel() => dice.Time(0.05, 1.5);

    public bool Strikes(double chance)
    {
        if (!dice.Chance(chance)) return false;
        tally.Faults++;
        return true;
    }
}
