using Loyalty.Domain.Cards;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>A till that was offline at the loss gets its answer by each receipt's own time.</summary>
public sealed class CardLossTests
{
    private static readonly CardState Lost = Sample.After(
        Sample.Issue().After, new ReportLostCard(Guid.Parse("11111111-2222-4333-8444-555555555555"), Sample.Number));

    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    [Theory]
    [InlineData(-60, 1, true)]
    [InlineData(-1, 86_400, true)] // the window's last moment
    [InlineData(-1, 86_401, false)] // late
    [InlineData(0, 1, false)] // at the loss
    [InlineData(1, 60, false)] // after it
    [InlineData(null, 1, false)] // nobody says when
    [InlineData(-1, -2, false)] // a clock that is behind: the receipt is from the future
    [InlineData(-2, -1, true)]
    public void Receipt_OfALostCard_IsDecidedByItsOwnTime(int? soldSeconds, int comesSeconds, bool earns)
    {
        var loss = Lost.Life.LostTime!.Value;
        var receipt = Sample.Receipt with { Time = soldSeconds is { } sold ? loss.AddSeconds(sold) : null };
        var context = Sample.DecisionContext with { Now = loss.AddSeconds(comesSeconds) };

        var decision = Card.Decide(Lost, Sample.Accrue(receipt), context);

        Assert.Equal(earns ? null : Refusal.CardLost, decision.Refused?.Reason);
    }

    [Fact]
    public void Window_IsTheMallsOwn()
    {
        var mall = Sample.Rules.Cards[0] with { Mall = "mall-1", OfflineWindowHours = 0 };
        var rules = Sample.Rules with { Cards = [Sample.Rules.Cards[0], mall] };
        var receipt = Sample.Receipt with { Time = Sample.Now.AddMinutes(-1) };
        var late = Sample.On(rules, Sample.Now.AddHours(1));
        Assert.Equal(Refusal.CardLost, Sample.Refused(Card.Decide(Lost, Sample.Accrue(receipt), late)));
        var elsewhere = late with { Caller = Sample.Till with { Mall = "mall-2" } };
        Sample.Committed(Card.Decide(Lost, Sample.Accrue(receipt), elsewhere));
        Assert.Equal(Window, elsewhere.CardRules.OfflineWindow);
    }

    /// <summary>The window opens for the loss alone.</summary>
    [Fact]
    public void Receipt_FromBeforeTheLoss_IsStillRefusedForWhatElseIsWrong()
    {
        var held = Lost with { Life = Lost.Life with { IsSuspended = true } };
        var receipt = Sample.Receipt with { Time = Sample.Now.AddMinutes(-1) };
        Assert.Equal(
            Refusal.CardSuspended, Sample.Refused(Card.Decide(held, Sample.Accrue(receipt), Sample.DecisionContext)));
    }
}
