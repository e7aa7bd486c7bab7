using Loyalty.Domain.Cards;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Workload;

/// <summary>
/// What desks do to cards. What takes a fact back comes about as often as what states it, so that cards stay in use.
/// </summary>
internal static class Changes
{
    public static (CardVerb Verb, ICardCommand Command) Pick(Dice dice, Guid id, CardNumber number) =>
        dice.Below(100) switch
        {
            < 28 => (CardVerb.ReportLost, new ReportLostCard(id, number)),
            < 52 => (CardVerb.ClearLost, new ClearLostCard(id, number)),
            < 84 => (CardVerb.Replace, new ReplaceCard(id, number, default, false, ReplaceReason.Lost)),
            < 89 => (CardVerb.Suspend, new SuspendCard(id, number, "doubt")),
            < 97 => (CardVerb.Resume, new ResumeCard(id, number, "cleared")),
            < 98 => (CardVerb.Renew, new RenewCard(id, number)),
            _ => (CardVerb.Cancel, new CancelCard(id, number, "")),
        };
}
