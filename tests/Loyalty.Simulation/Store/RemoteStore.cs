using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Store;

/// <summary>A machine's way to the database: messages take time, are lost, come late; connections break.</summary>
internal sealed class RemoteStore(Database database, Machine machine) : ILedgerStore
{
    private readonly LedgerState state = database.LedgerState;

    public Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        new WriteCall(database, machine, batch).Send();

    /// <summary>
    /// As PostgreSQL does it: several statements, each with a view of its own; seqs and idempotency keys come last.
    /// </summary>
    public async Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var first = await Ask<IReadOnlyList<Inspection>>(() => Inspect(batch));
        if (database.Dice.Chance(0.5)) return first;
        var last = await Ask<IReadOnlyList<Inspection>>(() => Inspect(batch));
        return [.. first.Zip(last, (early, late) => early with { PriorOutcome = late.PriorOutcome, Seqs = late.Seqs })];
    }

    public Task<IReadOnlyList<CardHead>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<CardHead>>(() => [.. queries.Select(query => new CardHead(
            state.SeqOf(query.CardId), query.IdempotencyKey is { } idempotencyKey
                ? state.EarlierOf(idempotencyKey) : null))]);

    public Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<CardState?>>(() => [.. cardIds.Select(state.Load)]);

    public Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<CardId?>>(() => [.. keys.Select(state.UserOfKey)]);

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<CardId?>>(() => [.. keys.Select(state.HolderOf)]);

    public Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        Ask(() => state.SlotsBetween(after, before, limit));

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No simulated call asks for the past.");

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        Ask(() => scan.Of(state.EntriesOf(cardId).Select(row => row.Entry)).ToImmutableArray());

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        Task.FromResult(new RulesVersion(1, rules));

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("The auditor reads the ledger itself.");

    private Inspection[] Inspect(IReadOnlyList<Commit> batch) =>
        [.. batch.Select(commit => state.Inspect(commit, null))];

    /// <summary>There and back; what is asked is seen as it is on arrival.</summary>
    /// <param name="question">The question.</param>
    /// <param name="mayBeLost">Whether it does something, so that it matters whether the answer is lost.</param>
    public Task<T> Ask<T>(Func<T> question, bool mayBeLost = false)
    {
        var answer = new TaskCompletionSource<T>();
        if (Failure() is { } failure)
        {
            database.Loop.After(database.Dice.Time(0.1, 5), () => answer.SetException(failure), machine);
            return answer.Task;
        }

        if (database.Strikes(database.Faults.Hang))
        {
            var broken = new StoreException(StoreFailure.Unavailable, "no answer");
            database.Loop.After(database.Dice.Time(3_000, 9_000), () => answer.SetException(broken), machine);
            return answer.Task;
        }

        var way = database.Strikes(database.Faults.Slow) ? database.Dice.Time(20, 1_500) : database.Travel();
        database.Loop.After(way, () =>
        {
            if (database.IsDown)
            {
                var down = new StoreException(StoreFailure.Unavailable, "down");
                database.Loop.After(database.Travel(), () => answer.SetException(down), machine);
                return;
            }

            var found = question();
            if (mayBeLost && database.Strikes(database.Faults.CutAfter))
            {
                var cut = new StoreException(StoreFailure.Unknown, "cut");
                database.Loop.After(database.Travel(), () => answer.SetException(cut), machine);
                return;
            }

            database.Loop.After(database.Travel(), () => answer.SetResult(found), machine);
        });
        return answer.Task;
    }

    private StoreException? Failure()
    {
        if (database.Strikes(database.Faults.Transient)) return new StoreException(StoreFailure.Transient, "transient");
        return database.Strikes(database.Faults.Unavailable)
            ? new StoreException(StoreFailure.Unavailable, "unavailable")
            : null;
    }
}
