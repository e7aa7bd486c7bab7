using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains;
using Loyalty.Ledger;
using Loyalty.Simulation.Workload;

namespace Loyalty.Simulation.Nodes;

/// <summary>
/// Commits to a card without asking its grain, as a sweep or a second activation on the same node would, and takes
/// units from a counter as it does so. The node's writer then has several commits of one card at a time.
/// </summary>
internal sealed class SideDoor(ILedger ledger, LoyaltyProgram program)
{
    public async Task<Answer> AllocateAsync(Request request)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var state = await ledger.LoadAsync(request.CardId) ?? CardState.Unissued(request.CardId);
            var command = new AccruePoints(request.CardNumber, request.Receipt!);
            var decision = command.Decide(state, program.ContextFor(request.Caller));
            if (decision.Commit is not { } commit) return await RefuseAsync(request, command, decision.Refused!);
            var outcome = await ledger.CommitAsync(commit with { Allocations = [request.Allocation!] });
            if (outcome.Status == CommitStatus.VersionConflict) continue;
            return outcome.Status switch
            {
                CommitStatus.Committed => Answer.Of(outcome.Entry!, replayed: false, outcome.Units[0]),
                CommitStatus.Replayed => Answer.Of(outcome.Entry!, replayed: true),
                CommitStatus.Conflict => Answer.Of(command.ConflictIn(outcome.Difference!.Value)),
                CommitStatus.QuotaExhausted => Answer.Of(new Refused(Refusal.QuotaExhausted)),
                CommitStatus.Overloaded => Answer.Of(new Refused(Refusal.Overloaded)),
                CommitStatus.Unavailable => Answer.Of(new Refused(Refusal.LedgerUnavailable)),
                CommitStatus.Unknown => Answer.Of(new Refused(Refusal.OutcomeUnknown)),
                _ => throw new InvalidOperationException($"An accrual with allocations became {outcome.Status}."),
            };
        }

        return Answer.Of(new Refused(Refusal.LostRace));
    }

    /// <summary>The state is just loaded; but the request may have been committed before.</summary>
    private async Task<Answer> RefuseAsync(Request request, AccruePoints command, Refused refused)
    {
        var head = await ledger.CheckAsync(request.CardId, request.IdempotencyKey);
        return head.PriorOutcome switch
        {
            null => Answer.Of(refused),
            { Status: CommitStatus.Replayed, Entry: var entry } => Answer.Of(entry!, replayed: true),
            var earlier => Answer.Of(command.ConflictIn(earlier.Difference!.Value)),
        };
    }
}
