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

/// <summary>claim-free: a number or a receipt that was used is used again.</summary>
internal sealed class BooksOfFreeClaims(Func<long> step) : Books(step)
{
    public override bool KeyIsFree(string key, bool isFirst) =>
        key.StartsWith("number/", StringComparison.Ordinal) || key.StartsWith("issue/", StringComparison.Ordinal)
        || base.KeyIsFree(key, isFirst);
}

/// <summary>one-side: of a commit of several cards, only the first one's entries are written.</summary>
internal sealed class BooksOfFirstCards(Func<long> step) : Books(step)
{
    protected override IEnumerable<CardSteps> Written(Commit commit) => commit.Cards.Take(1);
}

/// <summary>holding-kept: what a card gives up stays its own.</summary>
internal sealed class BooksGivingNothingUp(Func<long> step) : Books(step)
{
    protected override void Change(ImmutableArray<Hold> holds) =>
        base.Change([.. holds.Where(hold => hold.Change == HoldChange.Take)]);
}

/// <summary>holding-free: what another card has is taken all the same.</summary>
internal sealed class BooksWithoutHoldings(Func<long> step) : Books(step)
{
    public override bool IsFree(Hold hold, ImmutableArray<Hold> all) => true;
}
