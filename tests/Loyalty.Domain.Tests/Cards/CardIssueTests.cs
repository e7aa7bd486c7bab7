using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Tests.Cards;

public sealed class CardIssueTests
{
    private static readonly IssueCard Command = new(Guid.Parse("6f0d2a52-7a8e-4b0e-9c59-0d8a1f2b3c4d"), Sample.Number);

    [Fact]
    public void Decide_NewCard_IsItsFirstEntryOfNoPoints()
    {
        var commit = Sample.Issue();
        var entry = Assert.Single(commit.Entries);
        Assert.Equal((0L, 1L), (commit.ExpectedSeq, entry.Seq));
        Assert.Equal((EntryKind.Issue, 0L, 0L, 0L), (entry.Kind, entry.Points, entry.Balance, entry.Available));
        Assert.Equal(Sample.Number, entry.CardNumber);
        Assert.Equal(Sample.Till, entry.Caller);
        Assert.Equal([Sample.Number.ClaimKey], commit.Claims);
        Assert.Equal((Sample.Number, Sample.Today), (commit.After.Number, commit.After.IssueDate));
        Assert.Equal(
            "request/Till:mall-1:store-1:till-7/6f0d2a52-7a8e-4b0e-9c59-0d8a1f2b3c4d", commit.Identity.Key);
        CardBooks.Check(commit);
    }

    [Fact]
    public void Decide_IssuedCard_IsAConflict() => Assert.Equal(
        Refusal.RequestConflict, Sample.Refused(Card.Decide(Sample.Issue().After, Command, Sample.Circumstances)));

    /// <summary>The fresh number is drawn anew for each try; a repeat must be known all the same.</summary>
    [Fact]
    public void IdentityOf_OtherFreshNumber_IsTheSameRequest()
    {
        Assert.Equal(
            Card.IdentityOf(Command, Sample.Till),
            Card.IdentityOf(Command with { Number = Sample.OtherNumber }, Sample.Till with { Operator = "op-9" }));
        Assert.NotEqual(
            Card.IdentityOf(Command, Sample.Till).Key, Card.IdentityOf(Command, Sample.Office).Key);
        Assert.NotEqual(
            Card.IdentityOf(Command, Sample.Till).Key,
            Card.IdentityOf(Command with { RequestId = Guid.Empty }, Sample.Till).Key);
    }

    [Fact]
    public void RequestKey_IsWhatIdentityHas() => Assert.Equal(
        Card.IdentityOf(Command, Sample.Till).Key, Identity.RequestKey(Sample.Till, Command.RequestId));
}
