using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>Whose card it is, and what it holds for that.</summary>
public sealed class CardLinkTests
{
    private static readonly Guid Id = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private static readonly MemberId Member = new(Guid.Parse("99999999-2222-4333-8444-555555555555"));

    private static readonly string Place = CardLife.MemberSlotKey(Member, CardType.OneYear);

    private static CardState Card0 => Sample.IssueOf(CardType.OneYear);

    private static CardState Linked => Sample.After(Card0, Link());

    [Fact]
    public void Link_OfACardThatIsNobodys_TakesTheMembersPlace()
    {
        var commit = Sample.Committed(Link().Decide(Card0, Sample.AtDesk()));
        Assert.Equal([new SlotChange(Place, Card0.CardId, SlotAction.Take)], commit.SlotChanges);
        Assert.Equal((Member, Member), (commit.After.Life.MemberId, commit.Answer.Change!.MemberId));
        CardSums.Check(commit);
    }

    [Fact]
    public void Link_OfACardThatIsAMembers_IsRefused() =>
        Assert.Equal(Refusal.CardHasMember, Refused(Link(), Linked));

    [Fact]
    public void Link_WhoseMemberHasSuchACard_IsRefusedWithThat() =>
        Assert.Equal(Refusal.MemberHasCard, Link().KeyAlreadyUsed(Place).Reason);

    [Fact]
    public void Unlink_OfAMembersCard_GivesHisPlaceUp()
    {
        var commit = Sample.Committed(new UnlinkMember(Id, Sample.Number, "sold").Decide(Linked, Sample.AtDesk()));
        Assert.Equal([new SlotChange(Place, Card0.CardId, SlotAction.Release)], commit.SlotChanges);
        Assert.Null(commit.After.Life.MemberId);
        CardSums.Check(commit);
    }

    [Fact]
    public void Unlink_OfACardThatIsNobodys_IsRefused() =>
        Assert.Equal(Refusal.CardHasNoMember, Refused(new UnlinkMember(Id, Sample.Number, ""), Card0));

    [Fact]
    public void Cancel_OfAMembersCard_GivesHisPlaceUpAndSaysWhoseItWas()
    {
        var commit = Sample.Committed(new CancelCard(Id, Sample.Number, "").Decide(Linked, Sample.AtDesk()));
        Assert.Equal([new SlotChange(Place, Card0.CardId, SlotAction.Release)], commit.SlotChanges);
        Assert.Equal(Member, commit.After.Life.MemberId);
        CardSums.Check(commit);
    }

    [Fact]
    public void Issue_ToAMember_TakesHisPlaceAndMeansSomethingElse()
    {
        var issue = new IssueCard(Id, Sample.Number) { Type = CardType.OneYear, MemberId = Member };
        var commit = Sample.Committed(issue.Decide(CardState.Unissued(Sample.CardId), Sample.AtDesk()));
        Assert.Equal([new SlotChange(Place, Sample.CardId, SlotAction.Take)], commit.SlotChanges);
        Assert.Equal(Member, commit.After.Life.MemberId);
        var other = (issue with { MemberId = null }).IdempotencyKeyOn(Sample.CardId, Sample.AtDesk());
        Assert.Equal(FingerprintField.Member, commit.IdempotencyKey.Fingerprint.FirstDifference(other.Fingerprint));
        Assert.Equal(Refusal.MemberHasCard, issue.KeyAlreadyUsed(Place).Reason);
    }

    private static LinkMember Link() => new(Id, Sample.Number, Member);

    private static Refusal Refused(ICardCommand command, CardState state) =>
        Sample.Refused(command.Decide(state, Sample.AtDesk()));
}
