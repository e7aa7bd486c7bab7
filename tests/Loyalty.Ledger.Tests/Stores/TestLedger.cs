using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Audit;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Writing;
using Loyalty.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Ledger.Tests.Stores;

/// <summary>A ledger over a database of its own, and the owner's way around it.</summary>
public sealed class TestLedger : IAsyncDisposable
{
    private readonly LedgerMetrics metrics = new();
    private readonly Func<TestStores> openNode;
    private readonly Func<string, Task<List<string>>> execute;
    private readonly LedgerOptions options;
    private readonly List<TestLedger> nodes = [];
    private readonly bool ownsStores;

    public TestLedger(
        LedgerOptions options, TestStores stores, Func<TestStores>? openNode,
        Func<string, Task<List<string>>> execute)
    {
        this.options = options;
        this.execute = execute;
        this.openNode = openNode ?? (() => stores);
        ownsStores = openNode is not null;
        Stores = stores;
        var store = stores.Ledger;
        var around = LedgerEnvironment.Production;
        var writer = new LedgerWriter(store, options, around, metrics, NullLogger<LedgerWriter>.Instance);
        Ledger = new StoredLedger(store, writer, new LedgerReader(store, options, around, metrics));
    }

    /// <summary>All stores of the database.</summary>
    public TestStores Stores { get; }

    public ILedgerStore Store => Stores.Ledger;

    public StoredLedger Ledger { get; }

    /// <summary>PostgreSQL's; empty for SQLite.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>Another node on the same database; on SQLite another writer over the same store.</summary>
    public TestLedger AnotherNode()
    {
        var node = new TestLedger(options, openNode(), ownsStores ? openNode : null, execute);
        nodes.Add(node);
        return node;
    }

    /// <summary>Runs SQL as the owner of the database.</summary>
    public Task ExecuteAsync(string sql) => execute(sql);

    /// <summary>The first column of what SQL answers the owner of the database.</summary>
    public Task<List<string>> QueryAsync(string sql) => execute(sql);

    public Task<CommitOutcome> CommitAsync(Commit commit) => Ledger.CommitAsync(commit);

    /// <summary>Commits all at once.</summary>
    public Task<CommitOutcome[]> CommitAllAsync(IEnumerable<Commit> commits) =>
        Task.WhenAll(commits.Select(Ledger.CommitAsync));

    public async Task<CardState> IssueAsync(long card)
    {
        var commit = Samples.Issue(card);
        Assert.Equal(CommitStatus.Committed, (await CommitAsync(commit)).Status);
        return commit.After;
    }

    public async Task<CardState[]> IssueAsync(int first, int count) =>
        await Task.WhenAll(Enumerable.Range(first, count).Select(card => IssueAsync(card)));

    public Task<AuditReport> AuditAsync() => Auditor.RunAsync(Store, default);

    public async Task AssertCleanAsync() => Assert.Empty((await AuditAsync()).Findings);

    /// <summary>Ends its sessions, so that the server's statistics are complete.</summary>
    public async Task<string> CloseAsync()
    {
        await DisposeAsync();
        return ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await Ledger.DrainAsync();
        metrics.Dispose();
        Stores.Dispose();
    }
}
