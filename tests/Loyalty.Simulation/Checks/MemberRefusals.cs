using System.Globalization;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;

namespace Loyalty.Simulation.Checks;

/// <summary>Whether a refusal that is about members, or about the points of two cards, had its cause at some step of
/// the call.</summary>
internal sealed class MemberRefusals(LedgerState state, MemberTable members, Observation observation)
{
    public bool AreJustified(Refused refused) => refused.Reason switch
    {
        Refusal.CardHasMember => Own().Any(state => state.Life.MemberId is not null),
        Refusal.CardHasNoMember => Own().Any(state => state.Life.MemberId is null),
        Refusal.MemberHasCard => HasAnother(),
        Refusal.OtherMember => DifferedInMember(),
        Refusal.NotEnoughPoints => HadTooFew(refused),
        Refusal.MemberMerged => WasMerged(),
        _ => false,
    };

    private IEnumerable<CardState> Own() => During(observation.Request.CardId);

    private IEnumerable<CardState> During(CardId cardId) =>
        Lives.During(state.EntriesOf(cardId), observation.Sent, observation.Came);

    private bool HasAnother()
    {
        var (member, type) = observation.Request.Command switch
        {
            IssueCard issue => (issue.MemberId, issue.Type!.Value),
            LinkMember link => (link.MemberId, state.Load(observation.Request.CardId)!.Life.Type),
            _ => ((MemberId?)null, default),
        };
        return member is { } asked && state.CardIds.Any(cardId => cardId != observation.Request.CardId
            && During(cardId).Any(state => state.Life.SlotKey == CardLife.MemberSlotKey(asked, type)));
    }

    private bool WasMerged()
    {
        var member = observation.Request.Command switch
        {
            IssueCard issue => issue.MemberId,
            LinkMember link => link.MemberId,
            _ => null,
        };
        return member is { } named && members.MergedAt(named) <= observation.Came;
    }

    private bool DifferedInMember() => observation.Request.Command is TransferPoints transfer
        && Own().Any(one => During(transfer.ToCardId).Any(
            other => one.Life.MemberId is null || one.Life.MemberId != other.Life.MemberId));

    /// <summary>It says how many there were: fewer than were asked for, and no more than stood there.</summary>
    private bool HadTooFew(Refused refused)
    {
        var available = long.Parse(refused.Facts.Single().Value, CultureInfo.InvariantCulture);
        var wanted = ((TransferPoints)observation.Request.Command!).Points ?? 1;
        return available < wanted && state.EntriesOf(observation.Request.CardId)
            .Any(row => row.Step <= observation.Came && row.State.Lots.Sum(lot => lot.Remaining) >= available);
    }
}
