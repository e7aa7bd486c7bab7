using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Store;

/// <summary>
/// One transaction on its way: sent, arrived (cards locked), committed or not, answered. A cut tells the sender at once
/// and lets the transaction go on without it.
/// </summary>
internal sealed class WriteCall(Database database, Machine machine, IReadOnlyList<Commit> batch)
{
    private readonly TaskCompletionSource<WriteResult> answer = new();
    private bool rollsBack;
    private bool isCut;
    private int life;

    private Dice Dice => database.Dice;

    public Task<WriteResult> Send()
    {
        database.Tally.Transactions++;
        database.Tally.Commits += batch.Count;
        var faults = database.Faults;
        if (database.Strikes(faults.Transient)) Fail(StoreFailure.Transient, Dice.Time(0.1, 20));
        else if (database.Strikes(faults.Unavailable)) Fail(StoreFailure.Unavailable, Dice.Time(0.1, 20));
        else if (database.Strikes(faults.CutBefore)) Fail(StoreFailure.Unknown, Dice.Time(0.1, 500));
        else SendOff(faults);
        return answer.Task;
    }

    private void SendOff(FaultProfile faults)
    {
        var way = database.Travel();
        var runs = database.Strikes(faults.Slow) ? Dice.Time(20, 2_000) : Dice.Time(0.1, 2);
        if (database.Strikes(faults.CutMidway))
        {
            Fail(StoreFailure.Unknown, way + Dice.Time(0, 1));
            runs += Dice.Chance(0.5) ? Dice.Time(0, 20) : Dice.Time(0, 1_500);
            rollsBack = Dice.Chance(0.3);
        }
        else if (database.Strikes(faults.CutAfter))
        {
            Fail(StoreFailure.Unknown, way + runs + Dice.Time(0.1, 300));
        }
        else if (database.Strikes(faults.CutAndLate))
        {
            Fail(StoreFailure.Unknown, Dice.Time(0.1, 500));
            way += Dice.Time(1, 6_000);
        }
        else if (database.Strikes(faults.Hang))
        {
            Fail(StoreFailure.Unknown, Dice.Time(3_000, 9_000));
            if (Dice.Chance(0.5)) return; // never arrives
        }

        database.Loop.After(way, () => Arrive(runs));
    }

    private void Arrive(TimeSpan runs)
    {
        if (database.IsDown)
        {
            Fail(Dice.Chance(0.5) ? StoreFailure.Unknown : StoreFailure.Unavailable, database.Travel());
            return;
        }

        life = database.Lives;
        database.LedgerState.Begin(batch);
        if (database.LedgerState.TryLock(batch.SelectMany(commit => commit.Cards, (_, steps) => steps.CardId), this))
            database.Loop.After(runs, End);
        else
            Succeed(default);
    }

    private void End()
    {
        if (life != database.Lives)
        {
            Fail(StoreFailure.Unknown, database.Travel());
            return;
        }

        if (rollsBack)
        {
            database.LedgerState.Unlock(this);
            return;
        }

        var result = database.Write(batch, this);
        database.LedgerState.Unlock(this);
        if (isCut && result.Written) database.Tally.UnknownCommitted++;
        if (!isCut) Succeed(result);
    }

    private void Succeed(WriteResult result) => database.Loop.After(
        database.Travel(),
        () =>
        {
            if (life == database.Lives || Dice.Chance(0.5)) answer.TrySetResult(result);
            else Lose(StoreFailure.Unknown); // the server went down behind its own answer
        },
        machine);

    private void Fail(StoreFailure failure, TimeSpan after)
    {
        isCut = true;
        database.Loop.After(after, () => Lose(failure), machine);
    }

    private void Lose(StoreFailure failure)
    {
        if (!answer.TrySetException(new StoreException(failure, "simulated"))) return;
        if (failure == StoreFailure.Unknown) database.Tally.Unknown++;
        database.Loop.Trace.Say($"node {machine.Number}: {failure} for {batch.Count} commits");
    }
}
