using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>
/// Of two faults at once the one with the smaller number is answered, whatever the command; but what the command needs
/// is asked for last, when no fact refuses it. Faults follow from each command's descriptor, so that a new one is tried
/// without a line here.
/// </summary>
public sealed class TwoFaultTests
{
    private static readonly CardNumber NextNumber = CardNumber.Create("8800", "55555555555555");

    private static readonly CardNumber UnknownNumber = CardNumber.Create("8800", "77777777777777");

    private sealed record Scene(CardVerb Verb, CardState State, CardNumber Presented)
    {
        public Decision Decide() => VerbScene.Decide(Verb, Presented, State);
    }

    private sealed record Fault(Refusal Reason, Func<Scene, Scene> Spoil);

    public static TheoryData<string> Verbs => [.. CardVerbs.OfTable.Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Decide_OneFaultOrTwo_TheSmallerNumberIsAnswered(string name)
    {
        var good = GoodFor(CardVerbs.OfTable.Single(verb => verb.Name == name));
        CardSums.Check(Sample.Committed(good.Decide()));

        var faults = FaultsOf(good.Verb).ToArray();
        foreach (var first in faults)
        {
            Assert.Equal(first.Reason, Sample.Refused(first.Spoil(good).Decide()));
            foreach (var second in faults)
            {
                var expected = new[] { first.Reason, second.Reason }.MinBy(Rank);
                Assert.Equal(expected, Sample.Refused(second.Spoil(first.Spoil(good)).Decide()));
            }
        }
    }

    private static (bool IsNeed, Refusal Reason) Rank(Refusal reason) =>
        (reason is Refusal.CardNotLost or Refusal.CardNotSuspended, reason);

    /// <summary>A card with just what the command needs, of which the number is presented.</summary>
    private static Scene GoodFor(CardVerb verb)
    {
        var state = VerbScene.CardWith(verb.Needed).For(verb);
        return new Scene(verb, state, state.Number);
    }

    private static IEnumerable<Fault> FaultsOf(CardVerb verb)
    {
        yield return new(Refusal.CardUnknown, scene => scene with { Presented = UnknownNumber });
        yield return new(Refusal.CardUnknown, scene => scene with { State = CardState.Unissued(scene.State.CardId) });
        foreach (var fact in Enum.GetValues<CardFacts>())
        {
            if ((verb.Forbidden & fact) > CardFacts.None)
                yield return new(ReasonOf(fact), scene => With(scene, life => Add(life, fact)));
            if ((verb.Needed & fact) > CardFacts.None)
                yield return new(ReasonOfMissing(fact), scene => With(scene, life => Remove(life, fact)));
        }
    }

    private static Scene With(Scene scene, Func<CardLife, CardLife> change)
    {
        if (!scene.State.IsIssued) return scene;
        var state = scene.State with { Life = change(scene.State.Life) };
        return scene with { State = state.Life.OldNumbers.IsEmpty ? state : state with { Number = NextNumber } };
    }

    private static CardLife Add(CardLife life, CardFacts fact) => fact switch
    {
        CardFacts.Replaced => life with { OldNumbers = [new OldNumber(Sample.Number, Sample.Now)] },
        CardFacts.Cancelled => life with { CancelDate = Sample.Today },
        CardFacts.Lost => life with { LostTime = Sample.Now },
        CardFacts.Suspended => life with { IsSuspended = true },
        CardFacts.Expired => life with { TermEndDate = Sample.Today.AddDays(-1) },
        CardFacts.Guest => life with { Type = CardType.Guest },
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, null),
    };

    private static CardLife Remove(CardLife life, CardFacts fact) => fact switch
    {
        CardFacts.Lost => life with { LostTime = null },
        CardFacts.Suspended => life with { IsSuspended = false },
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, null),
    };

    /// <summary>The refusal of a fact, said here once more: a wrong line of the product's would go unseen.</summary>
    private static Refusal ReasonOf(CardFacts fact) => fact switch
    {
        CardFacts.Replaced => Refusal.CardReplaced,
        CardFacts.Cancelled => Refusal.CardCancelled,
        CardFacts.Lost => Refusal.CardLost,
        CardFacts.Suspended => Refusal.CardSuspended,
        CardFacts.Expired => Refusal.CardExpired,
        CardFacts.Guest => Refusal.CardIsGuest,
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, null),
    };

    private static Refusal ReasonOfMissing(CardFacts fact) => fact switch
    {
        CardFacts.Lost => Refusal.CardNotLost,
        CardFacts.Suspended => Refusal.CardNotSuspended,
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, null),
    };
}
