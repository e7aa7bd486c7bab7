using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Rules;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// Each answer that came back against the ledger: I2 (what was acknowledged is there, so), I3 (what was there when the
/// question was sent is not denied), I8 (reads are not behind).
/// </summary>
internal sealed class AnswerCheck(World world)
{
    private readonly LedgerState state = world.Database.LedgerState;
    private readonly Dictionary<string, PostedEntry> posted = new(StringComparer.Ordinal);

    public void Run()
    {
        foreach (var entry in state.Entries) posted[entry.Entry.IdempotencyKey] = entry;
        foreach (var observation in world.Network.Observations)
        {
            if (observation.Request.IsOfGuests) continue;
            var refused = observation.Answer.Refused;
            if (refused is not null) CheckRefusal(observation, refused);
            else if (observation.Request.IsWrite) CheckAcknowledged(observation);
            else CheckQuestion(observation);
        }

        new HonestyCheck(world).Run(PostedFor);
    }

    private void CheckAcknowledged(Observation observation)
    {
        var (request, answer) = (observation.Request, observation.Answer);
        if (PostedFor(request) is not { } there || there.Entry.CardId != request.CardId)
            Add(Invariant.Acknowledged, $"{request} was acknowledged with {answer}, and is not there");
        else if (there.Entry.Seq != answer.Seq || !there.Entry.Hash.AsSpan().SequenceEqual(answer.Entry!.Hash.AsSpan()))
            Add(Invariant.Acknowledged, $"{request} was acknowledged with {answer}, and is there as {there.Entry.Seq}");
        else if (there.Step > observation.Came)
            Add(Invariant.Acknowledged, $"{request} was acknowledged before it was committed");
        else if (answer.Unit is { } unit && !state.Allocations.Any(allocation =>
            allocation.CardId == request.CardId && allocation.Seq == answer.Seq && allocation.FirstUnit == unit))
            Add(Invariant.Units, $"{request} was told unit {unit}, which it was not allocated");
    }

    /// <summary>A question shows at least what was committed when it was sent, and nothing that isn't.</summary>
    private void CheckQuestion(Observation observation)
    {
        var (request, answer) = (observation.Request, observation.Answer);
        if (request.Kind is RequestKind.Merge or RequestKind.RegisterStock) return; // it says of no card what it is
        if (answer.Replayed) return; // a quote of a receipt that is accrued already tells of then
        var there = state.EntriesOf(request.CardId);
        if (!request.AllowStale && there.Any(row => row.Step < observation.Sent && row.Entry.Seq > answer.Seq))
            Add(Invariant.History, $"{request} was sent at {observation.Sent} and sees seq {answer.Seq} only");
        if (request.Kind == RequestKind.Read && answer.Seq > 0
            && !there.Any(row => row.Entry.Seq == answer.Seq && row.Entry.Balance == answer.Balance))
            Add(Invariant.History, $"{request} saw {answer}, which is not there");
    }

    private void CheckRefusal(Observation observation, Refused refused)
    {
        if (RefusalNatures.Of(refused.Reason) == RefusalNature.OfMoment) return;
        var request = observation.Request;
        if (request.Kind == RequestKind.RegisterStock) return; // it has a check of its own
        if (request.Kind == RequestKind.Merge) return; // of which of its cards a refusal is, it doesn't say
        if (request.IsWrite && PostedFor(request) is { } there && there.Step < observation.Sent)
            Add(Invariant.Replay, $"{request} was there as {there.Entry.Seq} and was refused: {refused.Reason}");
        else if (!IsJustified(observation, refused))
            Add(Invariant.Replay, $"{request} was refused without cause: {refused.Reason}");
    }

    private bool IsJustified(Observation observation, Refused refused)
    {
        var request = observation.Request;
        state.UniqueKeys.TryGetValue(IdempotencyKeyOf(request)?.Value ?? "", out var uniqueKey);
        switch (refused.Reason)
        {
            case Refusal.CardUnknown:
                var issue = state.UniqueKeys.GetValueOrDefault(request.CardNumber.UniqueKey);
                return issue is null || state.EntriesOf(issue.CardId)
                    .First(row => row.Entry.Seq == issue.Seq).Step >= observation.Sent;
            case Refusal.ReceiptAlreadyUsed:
                return uniqueKey is not null && uniqueKey.CardId != request.CardId;
            case Refusal.ReceiptConflict:
                return uniqueKey is not null && uniqueKey.CardId == request.CardId
                    && !uniqueKey.Fingerprint!.Equals(IdempotencyKeyOf(request)!.Fingerprint);
            case Refusal.CardReplaced or Refusal.CardCancelled or Refusal.CardLost or Refusal.CardSuspended
                or Refusal.CardExpired or Refusal.CardNotLost or Refusal.CardNotSuspended:
                return WasInStateFor(observation, refused);
            case Refusal.CardHasMember or Refusal.CardHasNoMember or Refusal.MemberHasCard or Refusal.OtherMember
                or Refusal.NotEnoughPoints or Refusal.MemberMerged:
                return new MemberRefusals(state, world.Database.Members, observation).AreJustified(refused);
            case Refusal.CardNotDue:
                return request.Verb == RenewCard.Verb && WasNotDue(observation);
            case Refusal.ReceiptInFuture:
                return DatesOf(observation).Any(date => request.Receipt!.BusinessDate > date);
            case Refusal.ReceiptTooOld:
                var age = request.Kind == RequestKind.Issue ? 0 : world.Plan.Rules.ReceiptMaxAgeDays;
                return DatesOf(observation).Any(date => date > request.Receipt!.BusinessDate.AddDays(age));
            case Refusal.StockNumberUnknown or Refusal.StockNumberUsed or Refusal.ReceiptHasIssued
                or Refusal.ReceiptTooSmall:
                return new IssueRefusals(state, world.Plan, observation).AreJustified(refused);
            case Refusal.BalanceTooLarge when request.Receipt is null:
                return world.Plan.BigReceipts;
            case Refusal.BalanceTooLarge:
                var room = ProgramRules.MaxBalance - request.Receipt!.TotalMinor / world.Plan.Rules.EarnUnitMinor - 1;
                return state.EntriesOf(request.CardId).Any(row => row.Entry.Balance >= room);
            case Refusal.QuotaExhausted:
                return AllocatedBy(observation.Came, request.Allocation!.Key)
                    + request.Allocation.Quantity > request.Allocation.Cap;
            default:
                return false;
        }
    }

    /// <summary>Whether the table refuses it so, for the card as it was at some step of the call.</summary>
    private bool WasInStateFor(Observation observation, Refused refused)
    {
        var request = observation.Request;
        var (cardId, verb, number) = refused.Field == "to_card_number" && request.Command is TransferPoints transfer
            ? (transfer.ToCardId, TransferPoints.OfOtherCard, transfer.ToNumber)
            : (request.CardId, request.Verb, request.CardNumber);
        if (verb.Forbidden is null) return false;
        var dates = DatesOf(observation);
        return Lives.During(state.EntriesOf(cardId), observation.Sent, observation.Came).Any(state =>
            dates.Exists(date => CardTable.Check(verb, state.FactsOn(date, number)) == refused.Reason));
    }

    private bool WasNotDue(Observation observation)
    {
        var dates = DatesOf(observation);
        var early = world.Plan.Rules.CardRulesIn(observation.Request.Caller.Mall).RenewEarlyDays;
        return Lives.During(state.EntriesOf(observation.Request.CardId), observation.Sent, observation.Came).Any(
            state => state.Life.TermEndDate is not { } end || dates.Exists(date => end > date.AddDays(early)));
    }

    private List<DateOnly> DatesOf(Observation observation) => [.. world.DatesDuring(observation)];

    private long AllocatedBy(long step, string key) => state.Allocations
        .Where(allocation => allocation.Key == key)
        .Where(allocation => state.EntriesOf(allocation.CardId).Any(
            row => row.Entry.Seq == allocation.Seq && row.Step <= step))
        .Sum(allocation => allocation.Quantity);

    private IdempotencyKey? IdempotencyKeyOf(Request request) => request.IdempotencyKey ?? (request.Receipt is null
        ? null
        : Domain.Cards.Card.IdempotencyKeyOf(
            request.CardId, new Domain.Cards.AccruePoints(request.CardNumber, request.Receipt), world.Plan.Rules));

    /// <summary>The entry of this very request, not of one that shares its idempotency key only.</summary>
    private PostedEntry? PostedFor(Request request) =>
        posted.TryGetValue(request.IdempotencyKey!.Value, out var row) && row.Entry.CardId == request.CardId
            && row.Entry.Receipt?.TotalMinor == request.Receipt?.TotalMinor
            ? row
            : null;

    private void Add(string rule, string message) => world.Violations.Add(rule, message);
}
