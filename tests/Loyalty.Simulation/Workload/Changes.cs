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

    public static ICardCommand Pick(
        Dice dice, Guid id, CardNumber number, CardNumber? stock) =>
        dice.Below(100) switch
        {
            < 20 => new ReportLostCard(id, number),
            < 38 => new ClearLostCard(id, number),
            < 64 => new ReplaceCard(
                id, number, stock ?? default, stock is not null, dice.Pick(Reasons)),
            < 72 => new SuspendCard(id, number, "doubt"),
            < 86 => new ResumeCard(id, number, "cleared"),
            < 98 => new RenewCard(id, number),
            _ => new CancelCard(id, number, ""),
        };

    /// <summary>Picks a command about members, or about two cards at once.</summary>
    public static ICardCommand PickOfMembers(
        Dice dice, Guid id, CardNumber number, (CardId Id, CardNumber Number) other, MemberId member) =>
        dice.Below(100) switch
        {
            < 30 => new LinkMember(id, number, member),
            < 36 => new UnlinkMember(id, number, ""),
            < 37 => new CancelCard(id, number, ""),
            _ => new TransferPoints(
                id, number, other.Id, other.Number, dice.Chance(0.3) ? null : dice.Between(1, 3)),
        };
}
