using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Testing;

namespace Loyalty.Domain.Tests.Cards;

public sealed class CardVerbTests
{
    private static readonly CardState Card = Samples.Issue(1).After;

    [Fact]
    public void List_HasTheDescriptorOfEveryCommandAndItsName_Once()
    {
        Assert.Empty(CommandMaker.Types.Select(CommandMaker.VerbOf).Except(CardVerbs.All));
        Assert.Equal([TransferPoints.OfOtherCard], CardVerbs.All.Where(verb => CommandMaker.TypeOf(verb) is null));
        Assert.Equal(CardVerbs.All.Length, CardVerbs.All.Select(verb => verb.Name).Distinct().Count());
        Assert.All(CommandSamples.All, command => Assert.Equal(CommandMaker.VerbOf(command.GetType()), command.Verb));
    }

    /// <summary>The words stand in the ledger, within the fingerprints of requests.</summary>
    [Fact]
    public void Names_AreFrozen() => Assert.Empty(
        ("accrue cancel-card claim-guest-card clear-lost-card close-guest-card import-card issue-card issue-guest-card "
        + "link-member merge-cards present receive-points renew-card replace-card report-lost-card resume-card "
        + "suspend-card transfer-points unlink-member").Split(' ')
        .Except(CardVerbs.All.Select(verb => verb.Name), StringComparer.Ordinal));

    [Fact]
    public void Entries_OfEveryKind_HaveADescriptor()
    {
        foreach (var kind in Enum.GetValues<EntryKind>()) Assert.Equal(kind, EntryDescriptors.Of(kind).Kind);
        foreach (var kind in new[] { (EntryKind)(-1), default, (EntryKind)99 })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => EntryDescriptors.Of(kind));
            Assert.Throws<ArgumentOutOfRangeException>(() => CardVerbs.AnsweredBy(kind));
        }
    }

    [Fact]
    public void AnsweredBy_EachKind_NamesItsCommands()
    {
        Assert.Empty(CardVerbs.AnsweredBy(EntryKind.Expiry));
        Assert.Equal([IssueCard.Verb, IssueGuestCard.Verb], CardVerbs.AnsweredBy(EntryKind.Issue));
        Assert.Equal(
            [CancelCard.Verb, MergeCards.Verb, CloseGuestCard.Verb], CardVerbs.AnsweredBy(EntryKind.Cancellation));
    }

    /// <summary>No kind passes unchecked: of another fingerprint none fits but what is beyond proof.</summary>
    [Fact]
    public void Fit_OfEveryKind_IsDecided()
    {
        var commit = Samples.Issue(1);
        foreach (var kind in Enum.GetValues<EntryKind>())
        {
            var entry = commit.Answer with { Kind = kind };
            var other = CardFingerprint.OfGuestClaim(Samples.CardId(8), Samples.CardId(9));
            var isBeyondProof = kind is EntryKind.Accrual or EntryKind.Presentation; // without a receipt
            Assert.Equal(isBeyondProof, CardVerbs.Fit(entry, Card, other));
        }
    }

    [Fact]
    public void Fit_OfAKindThatIsUnknown_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => CardVerbs.Fit(
        Samples.Issue(1).Answer with { Kind = (EntryKind)99 }, Card, Samples.Issue(1).IdempotencyKey.Fingerprint));
}
