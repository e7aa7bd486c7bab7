using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Store;

namespace Loyalty.Simulation.Breaks;

/// <summary>fence: any seq is as good as the expected one.</summary>
internal sealed class BooksWithoutFence(Func<long> step) : Books(step)
{
    public override bool FenceHolds(CardSteps steps, bool isFirst) => true;

    public override Inspection Inspect(Commit commit, object? transaction) =>
        base.Inspect(commit, transaction) with { Seqs = [.. commit.Cards.Select(steps => steps.ExpectedSeq)] };
}

/// <summary>request-id: no identity is ever known, and none is unique.</summary>
internal sealed class BooksWithoutRequestId(Func<long> step) : Books(step)
{
    public override CommitOutcome? EarlierOf(Identity identity) => null;

    public override bool IdentityIsFree(Identity identity, bool isFirst) => true;
}

/// <summary>card-twice-in-batch: a set-based statement that sees each card once, as it was before the batch.</summary>
internal sealed class BooksJudgingBatchesAtOnce(Func<long> step) : Books(step)
{
    public override bool FenceHolds(CardSteps steps, bool isFirst) => SeqOf(steps.CardId) == steps.ExpectedSeq;
}

/// <summary>further-free: a commit claims its request's identity, and none of the receipts that earn along with it.
/// </summary>
internal sealed class BooksOfOneIdentity(Func<long> step) : Books(step)
{
    protected override ImmutableArray<FurtherIdentity> FurtherOf(Commit commit) => [];
}
