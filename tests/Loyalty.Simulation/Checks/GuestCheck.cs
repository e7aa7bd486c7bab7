using Loyalty.Application.Cards;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// Guest cards: what was acknowledged is there (I2); refusals have a cause (I3); by a claim every receipt has earned
/// (I4); what nobody claimed is closed when its day is over.
/// </summary>
internal sealed class GuestCheck(World world)
{
    private readonly LedgerState state = world.Database.LedgerState;

    /// <summary>Whether no request of a till or desk is answered by it, but one about guest cards.</summary>
    public static bool IsOfGuests(LedgerEntry entry) => entry is
        { Kind: EntryKind.Issue, Change.Type: CardType.Guest }
        or { Kind: EntryKind.Presentation or EntryKind.GuestClaim }
        or { Kind: EntryKind.Accrual, Counterpart: not null }
        or { Kind: EntryKind.Cancellation, Change.Reason: CloseGuestCard.Reason };

    public void Run()
    {
        foreach (var observation in world.Network.Observations)
        {
            if (!observation.Request.IsOfGuests) continue;
            if (observation.Answer.Refused is { } refused) CheckRefusal(observation, refused);
            else if (observation.Answer.Entry is { } entry) CheckAcknowledged(observation, entry);
        }

        foreach (var row in state.Entries.Where(row => row.Entry.Kind == EntryKind.GuestClaim)) CheckClaim(row);

        if (HasTrueDates) CheckSwept();
    }

    /// <summary>
    /// Finds guest cards of an earlier day that were open at the last sweep, which comes when a day has passed.
    /// </summary>
    private void CheckSwept()
    {
        var sweeps = world.Network.Observations.Where(observation =>
            observation is { Request.Kind: RequestKind.Sweep, Answer.Refused: null });
        var last = sweeps.Select(observation => observation.Sent).DefaultIfEmpty(0).Max();
        foreach (var (key, cardId) in state.ExclusiveSlots)
        {
            if (key.StartsWith(ExclusiveSlots.FirstGuest, StringComparison.Ordinal)
                && string.CompareOrdinal(key, ExclusiveSlots.GuestsBefore(Today)) < 0
                && state.EntriesOf(cardId)[0].Step < last)
                Add(Invariant.Liveness, $"guest card {cardId} of an earlier day is open after the sweep");
        }
    }

    private bool HasTrueDates => world.Plan.Faults.ClockEvery == 0;

    private DateOnly Today => world.Plan.Calendar.DateOf(world.Clients.GetUtcNow());

    private void CheckAcknowledged(Observation observation, LedgerEntry entry)
    {
        if (!state.EntriesOf(observation.Request.CardId).Any(row => row.Entry.Hash.SequenceEqual(entry.Hash)
            && row.Step <= observation.Came))
            Add(
                Invariant.Acknowledged,
                $"{observation.Request} was acknowledged with {observation.Answer}, and is not there");
        if (observation.Answer.Claim is { } claim) CheckTold(observation, claim);
    }

    /// <summary>The answer to a claim tells all accruals of it, and all receipts that have none.</summary>
    private void CheckTold(Observation observation, GuestClaim claim)
    {
        var guest = observation.Request.CardId;
        var earned = state.Entries.Where(row => row.Entry.Kind == EntryKind.Accrual
            && row.Entry.Counterpart?.CardId == guest).Select(row => row.Entry).ToList();
        var leftOut = state.EntriesOf(guest).Where(row => row.Entry.Kind == EntryKind.Presentation
            && !earned.Exists(entry => entry.Counterpart?.Seq == row.Entry.Seq)).Select(row => row.Entry.Receipt!);
        if (!claim.Accruals.Select(entry => Convert.ToHexString(entry.Hash.AsSpan()))
                .SequenceEqual(earned.Select(entry => Convert.ToHexString(entry.Hash.AsSpan())))
            || !claim.LeftOut.SequenceEqual(leftOut))
            Add(
                Invariant.Acknowledged,
                $"{observation.Request} was told of {claim.Accruals.Length} accruals, of {earned.Count}");
    }

    private void CheckRefusal(Observation observation, Refused refused)
    {
        if (RefusalNatures.Of(refused.Reason) == RefusalNature.OfMoment) return;
        var request = observation.Request;
        if (request.IdempotencyKey is { } idempotencyKey
            && state.UniqueKeys.TryGetValue(idempotencyKey.Value, out var claim)
            && state.EntriesOf(claim.CardId).First(row => row.Entry.Seq == claim.Seq).Step < observation.Sent)
            Add(Invariant.Replay, $"{request} was there and was refused: {refused.Reason}");
        else if (!IsJustified(observation, refused))
            Add(Invariant.Replay, $"{request} was refused without cause: {refused.Reason} ({refused.Field})");
    }

    private bool IsJustified(Observation observation, Refused refused)
    {
        var (request, command) = (observation.Request, observation.Request.Command as ClaimGuestCard);
        switch (refused.Reason)
        {
            case Refusal.ReceiptPresented:
                return state.UniqueKeys.TryGetValue(request.Receipt!.PresentationKey(false), out var shown)
                    && shown.CardId != request.CardId;
            case Refusal.CardCancelled when refused.Field == "guest_number":
                return During(request.CardId).Any(state => state.Life.CancelDate is not null);
            case Refusal.CardReplaced or Refusal.CardCancelled or Refusal.CardLost or Refusal.CardSuspended
                or Refusal.CardExpired when command is not null:
                return During(command.CardId).Any(state => DatesOf(observation).Any(date => CardTable.Check(
                    AccruePoints.Verb, state.FactsOn(date, command.CardNumber)) == refused.Reason));
            case Refusal.GuestExpired or Refusal.ReceiptInFuture or Refusal.ReceiptTooOld or Refusal.CardNotDue:
                return world.Plan.Faults.ClockEvery > 0 || refused.Reason == Refusal.GuestExpired;
            default:
                return false;
        }

        IEnumerable<DateOnly> DatesOf(Observation asked) => world.DatesDuring(asked);

        IEnumerable<CardState> During(CardId cardId) =>
            Lives.During(state.EntriesOf(cardId), observation.Sent, observation.Came);
    }

    /// <summary>Each receipt has earned by then, by this claim or before: no rule can have refused it.</summary>
    private void CheckClaim(PostedEntry claim)
    {
        if (!HasTrueDates || world.Plan.BigReceipts) return;
        foreach (var row in state.EntriesOf(claim.Entry.CardId))
        {
            if (row.Entry.Kind != EntryKind.Presentation) continue;
            var key = ReceiptContent.Of(row.Entry).AccrualKey(false);
            if (!state.Entries.Any(earned => earned.Entry.IdempotencyKey == key && earned.Step <= claim.Step))
                Add(
                    Invariant.OneUse,
                    $"{key} was shown for {claim.Entry.CardId}, which was claimed, and has not earned");
        }
    }

    private void Add(string rule, string message) => world.Violations.Add(rule, message);
}
