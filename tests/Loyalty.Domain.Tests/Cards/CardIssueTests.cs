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

    [Theory]
    [InlineData(null, false, 0, 200, null)] // for the fee
    [InlineData(10_000L, false, 0, 0, null)]
    [InlineData(9_999L, false, 0, 0, Refusal.ReceiptTooSmall)]
    [InlineData(5_000L, true, 0, 0, null)]
    [InlineData(4_999L, true, 0, 0, Refusal.ReceiptTooSmall)]
    [InlineData(10_000L, false, 1, 0, Refusal.ReceiptInFuture)]
    [InlineData(10_000L, false, -1, 0, Refusal.ReceiptTooOld)]
    public void Decide_AgainstAReceipt_NeedsOneOfTodayThatIsLargeEnough(
        long? totalMinor, bool isSurrendered, int days, long fee, Refusal? expected)
    {
        var command = Command with
        {
            Receipt = totalMinor is { } total ? Sample.Paid(total, date: Sample.Today.AddDays(days)) : null,
            IsReceiptSurrendered = isSurrendered,
        };
        var decision = Card.Decide(CardState.Unissued(Sample.CardId), command, Sample.AtDesk());
        Assert.Equal(expected, decision.Refused?.Reason);
        if (decision.Commit is not { } commit) return;
        CardBooks.Check(commit);
        Assert.Equal(fee, commit.Answer.Change!.FeeMinor);
        Assert.Equal(isSurrendered, commit.Answer.Change.IsReceiptSurrendered);
        string[] claims = totalMinor is null
            ? [Sample.Number.ClaimKey]
            : [Sample.Number.ClaimKey, "issue/2026-03-15/store-1//R-1"];
        Assert.Equal(claims, commit.Claims);
    }

    [Theory]
    [InlineData(null, CardType.LongTerm, null)]
    [InlineData(CardType.OneYear, CardType.OneYear, "2027-03-15")]
    [InlineData(CardType.Digital, CardType.Digital, null)]
    public void Decide_Type_HasItsTerm(CardType? asked, CardType type, string? termEnd)
    {
        var commit = Sample.Committed(Card.Decide(
            CardState.Unissued(Sample.CardId), Command with { Type = asked }, Sample.AtDesk()));
        var life = commit.After.Life;
        Assert.Equal((type, termEnd ?? ""), (life.Type, $"{life.TermEndDate:yyyy-MM-dd}"));
    }

    [Fact]
    public void ClaimedBy_AnotherCard_SaysWhatIsTaken()
    {
        ICardCommand scanned = Command with { IsStockNumber = true, Receipt = Sample.Receipt };
        Assert.Equal(Refusal.LostRace, ((ICardCommand)Command).ClaimedBy(Command.Number.ClaimKey).Reason);
        Assert.Equal(Refusal.StockNumberUsed, scanned.ClaimedBy(Command.Number.ClaimKey).Reason);
        Assert.Equal(Refusal.ReceiptHasIssued, scanned.ClaimedBy(Sample.Receipt.IssueKey(false)).Reason);
    }

    /// <summary>Frozen: what was asked for before there was more to ask for must still be the same request.</summary>
    [Fact]
    public void MeaningOf_APlainIssue_IsWhatItWasBeforeThereWereTypes() => Assert.Equal(
        new Meaning.Builder().Add(MeaningField.Command, "issue-card").Build(),
        Card.IdentityOf(Command, Sample.Till).Meaning);

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
