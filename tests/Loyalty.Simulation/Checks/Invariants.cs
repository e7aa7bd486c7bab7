using Loyalty.Audit;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;
using Loyalty.Testing.Checks;
using Loyalty.Testing.History;

namespace Loyalty.Simulation.Checks;

/// <summary>Everything that must hold when a run is over.</summary>
internal static class Invariants
{
    public static void Check(World world)
    {
        var state = world.Database.LedgerState;
        Audit(state, world.Violations);
        CheckHistory(world);
        var ledger = state.Entries.Select(row => row.Entry).ToLookup(entry => entry.CardId);
        foreach (var fault in LedgerRules.Check(ledger, world.Plan.Calendar.DateOf))
            world.Violations.Add(fault.Invariant, $"{fault}");
        new LedgerCheck(state, world.Violations).Run(world.Requests.Writes);
        new TermCheck(state, world.Plan, world.Violations).Run();
        new MemberCheck(world).Run();
        new GuestCheck(world).Run();
        new StockCheck(world).Run();
        new AnswerCheck(world).Run();
    }

    /// <summary>I1, I4, I5, I7, I9: the auditor's own rules, over the ledger themselves.</summary>
    private static void Audit(LedgerState state, Violations violations)
    {
        var audit = Auditor.RunAsync(new SimulatedSnapshot(state), CancellationToken.None);
        if (!audit.IsCompletedSuccessfully) violations.Add("audit", $"{audit.Exception}");
        else foreach (var finding in audit.Result.Findings) violations.Add("audit", $"{finding}");
    }

    /// <summary>I8: each card's answers can have come in one order.</summary>
    private static void CheckHistory(World world)
    {
        var history = world.Network.Observations.Select(Operation).OfType<CardOperation>();
        foreach (var fault in HistoryChecker.Check(history)) world.Violations.Add(Invariant.History, $"{fault}");
    }

    /// <summary>Whether its answer isn't about a card as it is.</summary>
    private static bool IsNoCards(RequestKind kind) =>
        kind is RequestKind.Quote or RequestKind.Merge or RequestKind.RegisterStock;

    private static CardOperation? Operation(Observation observation)
    {
        var (request, answer) = (observation.Request, observation.Answer);
        if (request.IsOfGuests) return null;
        if (answer.Refused is not null || IsNoCards(request.Kind)) return null;
        return new CardOperation(
            request.CardId.ToString(), request.IsWrite
                ? request.IdempotencyKey!.Value : null, answer.Seq, answer.Balance,
            answer.Entry?.Points, answer.Replayed, request.AllowStale, observation.Sent, observation.Came);
    }
}
