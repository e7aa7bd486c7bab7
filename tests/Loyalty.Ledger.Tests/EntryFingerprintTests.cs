using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Audit;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests;

public sealed class EntryFingerprintTests
{
    private static readonly CardState Card = Samples.Issue(1).After;

    /// <summary>No kind passes unchecked: no other fingerprint fits, but for what is beyond proof.</summary>
    [Fact]
    public void Fits_OfEveryKind_IsDecided()
    {
        var commit = Samples.Issue(1);
        foreach (var kind in Enum.GetValues<EntryKind>())
        {
            var entry = commit.Answer with { Kind = kind };
            var other = CardFingerprint.OfGuestClaim(Samples.CardId(8), Samples.CardId(9));
            var isBeyondProof = kind is EntryKind.Accrual or EntryKind.Presentation; // without a receipt
            Assert.Equal(isBeyondProof, EntryFingerprint.Fits(entry, Card, other));
        }
    }

    [Fact]
    public void Fits_OfAKindThatIsUnknown_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => EntryFingerprint.Fits(
            Samples.Issue(1).Answer with { Kind = (EntryKind)99 }, Card, Samples.Issue(1).IdempotencyKey.Fingerprint));
}
