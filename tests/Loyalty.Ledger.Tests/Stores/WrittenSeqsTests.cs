using Loyalty.Domain.Commits;
using Loyalty.Ledger.Writing;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Stores;

public sealed class WrittenSeqsTests
{
    [Fact]
    public void WhatWasWritten_IsKnownAtItsSeq_InItsEraAlone()
    {
        var written = new WrittenSeqs();
        var issued = Samples.Issue(1);
        var accrued = Samples.Accrue(issued.After, 1);
        Assert.Equal([false], written.Look(accrued.Cards).Known);

        written.Add("one", issued.Cards);
        Assert.Equal([true], Known("one", accrued));
        Assert.Equal([false], Known("one", Samples.Accrue(accrued.After, 2)));

        written.Add("two", Samples.Issue(2).Cards);
        Assert.Equal([false], Known("two", accrued));

        bool[] Known(string incarnation, Commit commit)
        {
            var (inIncarnation, known) = written.Look(commit.Cards);
            Assert.Equal(incarnation, inIncarnation);
            return known;
        }
    }

    [Fact]
    public void MoreCardsThanItHolds_AreDropped()
    {
        var written = new WrittenSeqs(capacity: 2);
        Commit[] issued = [.. Enumerable.Range(1, 3).Select(card => Samples.Issue(card))];
        foreach (var issue in issued) written.Add("one", issue.Cards);

        bool Knows(Commit issue) => written.Look(Samples.Accrue(issue.After, 1).Cards).Known.Single();
        Assert.Equal([false, false, true], issued.Select(Knows));
    }
}
