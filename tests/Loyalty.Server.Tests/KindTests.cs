using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Entries;
using Loyalty.Server.Errors;
using Loyalty.Server.Mapping;
using Loyalty.Testing;

namespace Loyalty.Server.Tests;

/// <summary>Every table of kinds at the edge says something of every kind, and the contract knows them all.</summary>
public sealed class KindTests
{
    [Fact]
    public void Refusals_HaveEachAStatusAndASentence()
    {
        var sentences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var refusal in Enum.GetValues<Refusal>())
        {
            var (code, sentence) = RefusalStatus.Of(refusal);
            Assert.True(code is not (StatusCode.OK or StatusCode.Internal or StatusCode.Unknown), $"{refusal}");
            Assert.True(sentences.Add(sentence), sentence);
            var isMomentary = code is StatusCode.Unavailable || refusal is Refusal.Overloaded or Refusal.LostRace;
            Assert.Equal(isMomentary, RefusalNatures.Of(refusal) == RefusalNature.OfMoment);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => RefusalStatus.Of((Refusal)9_999));
    }

    [Fact]
    public void Entries_OfEveryKind_AreToldInWords()
    {
        var entry = Samples.Issue(1).Answer;
        foreach (var kind in Enum.GetValues<EntryKind>()) Assert.NotEmpty(Told(entry with { Kind = kind }));
        foreach (var type in Enum.GetValues<Domain.Cards.CardType>())
            Assert.Contains("card", Told(entry with { Change = entry.Change! with { Type = type } }));
        foreach (var kind in Enum.GetValues<CallerKind>())
            Assert.NotEmpty(Told(entry with { Caller = entry.Caller with { Kind = kind } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Told(entry with { Kind = (EntryKind)9_999 }));

        static string Told(LedgerEntry entry) => EntrySummary.Of(entry, new Currency("CNY"), withReason: true);
    }

    [Fact]
    public void Contract_HasEveryKindUnderItsNumberAndName()
    {
        Same<EntryKind, V1.EntryKind>();
        Same<Domain.Cards.CardType, V1.CardType>();

        static void Same<TOurs, TWire>()
            where TOurs : struct, Enum
            where TWire : struct, Enum =>
            Assert.Equal(
                Enum.GetValues<TOurs>().Select(kind => $"{kind:D} {kind}"),
                Enum.GetValues<TWire>().Select(kind => $"{kind:D} {kind}").Skip(1));
    }
}
