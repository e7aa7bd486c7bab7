using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Workload;

/// <summary>
/// Commands of desks about cards. A command that takes a fact back comes about as often as the one that states it, so
/// that cards stay in use.
/// </summary>
internal static class Changes
{
    private static readonly ReplaceReason[] Reasons =
        [ReplaceReason.Lost, ReplaceReason.Damaged, ReplaceReason.Expired];

    public static (CardVerb Verb, ICardCommand Command) Pick(
        Dice dice, Guid id, CardNumber number, CardNumber? stock) =>
        dice.Below(100) switch
        {
            < 20 => (CardVerb.ReportLost, new ReportLostCard(id, number)),
            < 38 => (CardVerb.ClearLost, new ClearLostCard(id, number)),
            < 64 => (CardVerb.Replace, new ReplaceCard(
                id, number, stock ?? default, stock is not null, dice.Pick(Reasons))),
            < 72 => (CardVerb.Suspend, new SuspendCard(id, number, "doubt")),
            < 86 => (CardVerb.Resume, new ResumeCard(id, number, "cleared")),
            < 98 => (CardVerb.Renew, new RenewCard(id, number)),
            _ => (CardVerb.Cancel, new CancelCard(id, number, "")),
        };

    /// <summary>Picks a command about members, or about two cards at once.</summary>
    public static (CardVerb Verb, ICardCommand Command) PickOfMembers(
        Dice dice, Guid id, CardNumber number, (CardId Id, CardNumber Number) other, MemberId member) =>
        dice.Below(100) switch
        {
            < 30 => (CardVerb.Link, new LinkMember(id, number, member)),
            < 36 => (CardVerb.Unlink, new UnlinkMember(id, number, "")),
            < 37 => (CardVerb.Cancel, new CancelCard(id, number, "")),
            _ => (CardVerb.TransferOut, new TransferPoints(
                id, number, other.Id, other.Number, dice.Chance(0.3) ? null : dice.Between(1, 3))),
        };
}
