using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;

namespace Loyalty.Ledger.Tests.Writing;

/// <summary>A store that does what the test says next, and caches what it was sent.</summary>
internal sealed class ScriptedStore : ILedgerStore
{
    private readonly Queue<Func<IReadOnlyList<Commit>, Task<WriteResult>>> script = [];

    public List<IReadOnlyList<Commit>> Sent { get; } = [];

    public Func<Commit, Inspection> Inspects { get; set; } = commit => Free(commit);

    public Func<CardId, Task<CardState?>> Loads { get; set; } = _ => Task.FromResult<CardState?>(null);

    /// <summary>The answer when the script is at its end.</summary>
    public Func<IReadOnlyList<Commit>, Task<WriteResult>> Otherwise { get; set; } = Written;

    public static Inspection Free(Commit commit) => new(null, null, [commit.ExpectedSeq], false, []);

    public static Task<WriteResult> Written(IReadOnlyList<Commit> batch) => Task.FromResult(
        new WriteResult(true, [.. batch.Select(_ => ImmutableArray<long>.Empty)]));

    public static Task<WriteResult> Guarded(IReadOnlyList<Commit> batch) => Task.FromResult(default(WriteResult));

    public static Func<IReadOnlyList<Commit>, Task<WriteResult>> Fails(StoreFailure failure) =>
        _ => Task.FromException<WriteResult>(new StoreException(failure, "as the test says"));

    public ScriptedStore Then(Func<IReadOnlyList<Commit>, Task<WriteResult>> step)
    {
        script.Enqueue(step);
        return this;
    }

    public Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        Sent.Add(batch);
        return (script.TryDequeue(out var step) ? step : Otherwise)(batch);
    }

    public Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Inspection>>([.. batch.Select(Inspects)]);

    public Task<IReadOnlyList<CardHead>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        await Task.WhenAll(cardIds.Select(Loads));

    public Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
