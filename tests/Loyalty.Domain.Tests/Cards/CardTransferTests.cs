using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>Points from one card of a member's to another: both sides or neither, and nothing gained or lost.</summary>
public sealed class CardTransferTests
{
    private static readonly Guid Id = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private static readonly CardId OtherId = new(Guid.Parse("22222222-2222-4333-8444-555555555555"));

    private static readonly MemberId Member = new(Guid.Parse("99999999-2222-4333-8444-555555555555"));

    private static readonly DateOnly Tomorrow = Sample.Today.AddDays(1);

    [Fact]
    public void Transfer_OfSomePoints_TakesSoonestExpiryFirstAndKeepsDates()
    {
        var from = From(new Lot(Sample.Today, 10, 4), new Lot(Tomorrow, 5, 5), new Lot(null, 7, 7));
        var commit = Committed(from, To(new Lot(Tomorrow, 1, 1)), 11);

        var (gave, got) = (commit.Cards[0].Entries[^1], commit.Cards[1].Entries[^1]);
        Assert.Equal((EntryKind.TransferOut, -11L, 5L), (gave.Kind, gave.Points, gave.Balance));
        Assert.Equal((EntryKind.TransferIn, 11L, 12L), (got.Kind, got.Points, got.Balance));
        LotEffect[] moved = [new(Sample.Today, 4), new(Tomorrow, 5), new(null, 2)];
        Assert.Equal(moved.Select(effect => effect with { Points = -effect.Points }), gave.LotEffects);
        Assert.Equal(moved, got.LotEffects);
        Assert.Equal(
            [new Lot(Sample.Today, 4, 4), new Lot(Tomorrow, 6, 6), new Lot(null, 2, 2)], commit.Cards[1].After.Lots);
        Assert.Equal(new EntryReference(OtherId, got.Seq), gave.Counterpart);
        Assert.Equal(new EntryReference(Sample.CardId, gave.Seq), got.Counterpart);
        Assert.Equal((commit.IdempotencyKey.Value, ""), (gave.IdempotencyKey, got.IdempotencyKey));
    }

    [Fact]
    public void Transfer_OfAll_LeavesNothingThatCanBeUsed()
    {
        var commit = Committed(From(new Lot(Sample.Today.AddDays(-1), 3, 3), new Lot(null, 7, 7)), To(), null);
        Assert.Equal(
            [EntryKind.Expiry, EntryKind.TransferOut], commit.Cards[0].Entries.Select(entry => entry.Kind));
        Assert.Equal((0L, 7L), (commit.After.Balance, commit.Cards[1].After.Balance));
    }

    [Fact]
    public void Transfer_ToACardInDebt_PaysItFirst()
    {
        var to = To() with { Balance = -5, Debt = 5 };
        var commit = Committed(From(new Lot(Tomorrow, 3, 3), new Lot(null, 7, 7)), to, 9);
        Assert.Equal((4L, 0L), (commit.Cards[1].After.Balance, commit.Cards[1].After.Debt));
        Assert.Equal([new LotEffect(null, 4)], commit.Cards[1].Entries[^1].LotEffects);
    }

    [Fact]
    public void Transfer_ToItself_IsRefused()
    {
        var card = From(new Lot(null, 7, 7));
        var command = new TransferPoints(Id, card.Number, card.CardId, card.Number, 1);
        Assert.Equal(Refusal.FieldMalformed, Sample.Refused(command.Decide(card, [card], Sample.AtDesk())));
    }

    [Theory]
    [InlineData(8L)]
    [InlineData(long.MaxValue)]
    public void Transfer_OfMoreThanCanBeUsed_IsRefused(long points) => Assert.Equal(
        Refusal.NotEnoughPoints, Refused(From(new Lot(null, 7, 7)), To(), points));

    [Fact]
    public void Transfer_OfAllFromAnEmptyCard_IsRefused() =>
        Assert.Equal(Refusal.NotEnoughPoints, Refused(From(), To(), null));

    [Fact]
    public void Transfer_BeyondWhatACardHolds_IsRefused() => Assert.Equal(
        Refusal.BalanceTooLarge,
        Refused(From(new Lot(null, 7, 7)), To(new Lot(null, ProgramRules.MaxBalance, ProgramRules.MaxBalance)), 1));

    [Fact]
    public void Transfer_BetweenTwoMembersOrNobodysCards_IsRefused()
    {
        var (from, to) = (From(new Lot(null, 7, 7)), To());
        var other = new MemberId(Guid.Parse("88888888-2222-4333-8444-555555555555"));
        Assert.Equal(Refusal.OtherMember, Refused(from, Of(to, other), 1));
        Assert.Equal(Refusal.OtherMember, Refused(Of(from, null), to, 1));
        Assert.Equal(Refusal.OtherMember, Refused(Of(from, null), Of(to, null), 1));
    }

    [Fact]
    public void Transfer_WithACardThatMayNot_SaysWhichAndWhy()
    {
        var (giver, to) = (From(new Lot(null, 7, 7)), To());
        var lost = to with { Life = to.Life with { LostTime = Sample.Now } };
        var refused = Command(1).Decide(giver, [lost], Sample.AtDesk()).Refused!;
        Assert.Equal((Refusal.CardLost, "to_card_number"), (refused.Reason, refused.Field));
        var held = giver with { Life = giver.Life with { IsSuspended = true } };
        Assert.Equal(Refusal.CardSuspended, Refused(held, lost, 1));
    }

    private static TransferPoints Command(long? points) => new(Id, Sample.Number, OtherId, Sample.OtherNumber, points);

    private static CardState From(params Lot[] lots) => With(Sample.IssueOf(CardType.OneYear), lots);

    private static CardState To(params Lot[] lots) => With(
        Sample.IssueOf(CardType.OneYear) with { CardId = OtherId, Number = Sample.OtherNumber }, lots);

    private static CardState With(CardState state, Lot[] lots) =>
        Of(state with { Lots = [.. lots], Balance = lots.Sum(lot => lot.Remaining) }, Member);

    private static CardState Of(CardState state, MemberId? member) =>
        state with { Life = state.Life with { MemberId = member } };

    private static Commit Committed(CardState from, CardState to, long? points)
    {
        var commit = Sample.Committed(Command(points).Decide(from, [to], Sample.AtDesk()));
        var before = from.Balance - from.Lots.Where(lot => lot.HasExpiredOn(Sample.Today)).Sum(lot => lot.Remaining);
        Assert.Equal(before + to.Balance, commit.Cards.Sum(steps => steps.After.Balance));
        return commit;
    }

    private static Refusal Refused(CardState from, CardState to, long? points) =>
        Sample.Refused(Command(points).Decide(from, [to], Sample.AtDesk()));
}
