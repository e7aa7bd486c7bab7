using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests;

/// <summary>Every table of kinds says something of every kind, and nothing of one that it doesn't know.</summary>
public sealed class KindTests
{
    [Fact]
    public void CardLife_AfterEveryKindOfEntry_IsSaid() => Walk<EntryKind>(
        kind => CardLife.Plain.After(Sample.Issue().Answer with { Kind = kind }, Sample.Number));

    [Fact]
    public void Refusals_HaveEachTheirNature()
    {
        Walk<Refusal>(refusal => RefusalNatures.Of(refusal));
        foreach (var refusal in Enum.GetValues<Refusal>())
        {
            // In order of precedence: what rests on the request alone comes before what rests on the ledger.
            Assert.Equal(
                refusal < Refusal.CardUnknown, RefusalNatures.Of(refusal) == RefusalNature.OfRequest);
        }
    }

    [Fact]
    public void CardRules_OfEveryType_SayItsTerm() =>
        Walk<CardType>(type => CardRules.Default(new Currency("CNY")).TermEnd(type, Sample.Today));

    [Fact]
    public void CardTable_OfACommandThatItHasNoRowOf_Throws() => Assert.All(
        CardVerbs.All.Except(CardVerbs.OfTable),
        verb => Assert.Throws<ArgumentOutOfRangeException>(() => CardTable.Check(verb, CardFacts.None)));

    [Fact]
    public void CallerRights_OfEveryRight_AreSaid() => Walk<CallerRight>(right => CallerRights.Allowed(right));

    [Fact]
    public void CardFacts_AreEachSomethingToSay()
    {
        var card = Sample.IssueOf(CardType.OneYear);
        foreach (var fact in Enum.GetValues<CardFacts>().Where(fact => fact != CardFacts.None))
            Assert.NotNull(CardTable.Check(AccruePoints.Verb, fact));
        foreach (var life in new[]
                 {
                     card.Life with { CancelDate = Sample.Today }, card.Life with { LostTime = Sample.Now },
                     card.Life with { IsSuspended = true }, card.Life with { TermEndDate = Sample.Today.AddDays(-1) },
                     card.Life with { Type = CardType.Guest },
                 })
        {
            var command = new AccruePoints(card.Number, Sample.Paid(100));
            Assert.NotNull(command.Decide(card with { Life = life }, Sample.AtDesk()).Refused);
        }
    }

    /// <summary>Whatever two receipts of one key differ in, the refusal names a field.</summary>
    [Fact]
    public void Receipt_DifferingInAnyPart_NamesAField()
    {
        var command = Sample.Accrue(Sample.Receipt);
        foreach (var part in Enum.GetValues<FingerprintField>().Where(part => part <= FingerprintField.Tenders))
            Assert.StartsWith("receipt", ((ICardCommand)command).ConflictIn(part).Field, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => command.ConflictIn(FingerprintField.Debt));
    }

    private static void Walk<T>(Func<T, object?> ask)
        where T : struct, Enum
    {
        foreach (var kind in Enum.GetValues<T>()) ask(kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => ask((T)Enum.ToObject(typeof(T), 9_999)));
    }
}
