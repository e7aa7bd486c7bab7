namespace Loyalty.Ledger.Tests.Stores;

/// <summary>Where a suite gets its databases from: a new, migrated one each time.</summary>
public abstract class StoreBed : IAsyncLifetime
{
    /// <summary>Why its database can't be had on this machine; null if it can.</summary>
    public virtual string? Missing => null;

    public async Task<TestLedger> OpenAsync(LedgerOptions? options = null)
    {
        if (Missing is { } reason) Assert.Skip(reason);
        var ledger = await CreateAsync(options ?? new LedgerOptions { Deadline = TimeSpan.FromSeconds(20) });
        await ledger.Store.MigrateAsync(default);
        return ledger;
    }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public abstract ValueTask DisposeAsync();

    protected abstract Task<TestLedger> CreateAsync(LedgerOptions options);
}
