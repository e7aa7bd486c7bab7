using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Store;

namespace Loyalty.Simulation.Breaks;

/// <summary>version check: any seq is as good as the expected one.</summary>
internal sealed class StateWithoutVersionCheck(Func<long> step) : LedgerState(step)
{
    public override bool VersionCheckWorks(CardSteps steps, bool isFirst) => true;

    public override Inspection Inspect(Commit commit, object? transaction) =>
        base.Inspect(commit, transaction) with { Seqs = [.. commit.Cards.Select(steps => steps.ExpectedSeq)] };
}

/// <summary>request-id: no idempotency key is ever known, and none is unique.</summary>
internal sealed class StateWithoutRequestId(Func<long> step) : LedgerState(step)
{
    public override CommitOutcome? EarlierOf(IdempotencyKey idempotencyKey) => null;

    public override bool KeyIsFree(IdempotencyKey idempotencyKey, bool isFirst) => true;
}

/// <summary>card-twice-in-batch: a set-based statement that sees each card once, as it was before the batch.</summary>
internal sealed class StateDecidingBatchesAtOnce(Func<long> step) : LedgerState(step)
{
    public override bool VersionCheckWorks(CardSteps steps, bool isFirst) => SeqOf(steps.CardId) == steps.ExpectedSeq;
}

/// <summary>further-free: a commit uses its request's idempotency key, and none of the receipts that earn along with
/// it.
/// </summary>
internal sealed class StateOfOneKey(Func<long> step) : LedgerState(step)
{
    protected override ImmutableArray<FurtherKey> FurtherOf(Commit commit) => [];
}

/// <summary>claim-free: a number or a receipt that was used is used again.</summary>
internal sealed class StateOfFreeKeys(Func<long> step) : LedgerState(step)
{
    public override bool KeyIsFree(string key, bool isFirst) =>
        key.StartsWith("number/", StringComparison.Ordinal) || key.StartsWith("issue/", StringComparison.Ordinal)
        || base.KeyIsFree(key, isFirst);
}

/// <summary>one-side: of a commit of several cards, only the first one's entries are written.</summary>
internal sealed class StateOfFirstCards(Func<long> step) : LedgerState(step)
{
    protected override IEnumerable<CardSteps> Written(Commit commit) => commit.Cards.Take(1);
}

/// <summary>exclusive slot-kept: what a card gives up stays its own.</summary>
internal sealed class StateReleasingNothing(Func<long> step) : LedgerState(step)
{
    protected override void Change(ImmutableArray<SlotChange> slots) =>
        base.Change([.. slots.Where(slot => slot.Change == SlotAction.Take)]);
}

/// <summary>exclusive slot-free: what another card has is taken all the same.</summary>
internal sealed class StateWithoutSlots(Func<long> step) : LedgerState(step)
{
    public override bool IsFree(SlotChange slot, ImmutableArray<SlotChange> all) => true;
}
