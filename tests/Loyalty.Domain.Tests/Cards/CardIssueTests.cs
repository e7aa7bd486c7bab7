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
        Assert.Equal([Sample.Number.UniqueKey], commit.UniqueKeys);
        Assert.Equal((Sample.Number, Sample.Today), (commit.After.Number, commit.After.IssueDate));
        Assert.Equal(
            "request/Till:mall-1:store-1:till-7/6f0d2a52-7a8e-4b0e-9c59-0d8a1f2b3c4d", commit.IdempotencyKey.Value);
        CardSums.Check(commit);
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
        CardSums.Check(commit);
        Assert.Equal(fee, commit.Answer.Change!.FeeMinor);
        Assert.Equal(isSurrendered, commit.Answer.Change.IsReceiptSurrendered);
        string[] uniqueKeys = totalMinor is null
            ? [Sample.Number.UniqueKey]
            : [Sample.Number.UniqueKey, "issue/2026-03-15/store-1//R-1"];
        Assert.Equal(uniqueKeys, commit.UniqueKeys);
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
    public void KeyAlreadyUsed_OnAnotherCard_SaysWhatIsTaken()
    {
        ICardCommand scanned = Command with { IsStockNumber = true, Receipt = Sample.Receipt };
        Assert.Equal(Refusal.LostRace, ((ICardCommand)Command).KeyAlreadyUsed(Command.Number.UniqueKey).Reason);
        Assert.Equal(Refusal.StockNumberUsed, scanned.KeyAlreadyUsed(Command.Number.UniqueKey).Reason);
        Assert.Equal(Refusal.ReceiptHasIssued, scanned.KeyAlreadyUsed(Sample.Receipt.IssueKey(false)).Reason);
    }

    /// <summary>Frozen: what was asked for before there was more to ask for must still be the same request.</summary>
    [Fact]
    public void Fingerprint_OfAPlainIssue_IsWhatItWasBeforeThereWereTypes() => Assert.Equal(
        new Fingerprint.Builder().Add(FingerprintField.Command, "issue-card").Build(),
        Card.IdempotencyKeyOf(Command, Sample.Till).Fingerprint);

    [Fact]
    public void Decide_IssuedCard_IsAConflict() => Assert.Equal(
        Refusal.RequestConflict, Sample.Refused(Card.Decide(Sample.Issue().After, Command, Sample.DecisionContext)));

    /// <summary>The fresh number is generated anew for each try; a repeat must be known all the same.</summary>
    [Fact]
    public void IdempotencyKeyOf_OtherFreshNumber_IsTheSameRequest()
    {
        Assert.Equal(
            Card.IdempotencyKeyOf(Command, Sample.Till),
            Card.IdempotencyKeyOf(
                Command with { Number = Sample.OtherNumber }, Sample.Till with { Operator = "op-9" }));
        Assert.NotEqual(
            Card.IdempotencyKeyOf(Command, Sample.Till).Value, Card.IdempotencyKeyOf(Command, Sample.Office).Value);
        Assert.NotEqual(
            Card.IdempotencyKeyOf(Command, Sample.Till).Value,
            Card.IdempotencyKeyOf(Command with { RequestId = Guid.Empty }, Sample.Till).Value);
    }

    [Fact]
    public void RequestKey_IsWhatTheIdempotencyKeyHas() => Assert.Equal(
        Card.IdempotencyKeyOf(Command, Sample.Till).Value, IdempotencyKey.RequestKey(Sample.Till, Command.RequestId));
}
