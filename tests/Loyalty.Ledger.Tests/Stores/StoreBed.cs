namespace Loyalty.Ledger.Tests.Stores;

/// <summary>The source of a suite's databases: a new, migrated one each time.</summary>
public abstract class StoreBed : IAsyncLifetime
{
    /// <summary>Why its database can't be had on this machine; null if it can.</summary>
    public virtual string? Missing => null;

    /// <summary>
    /// The SQL that removes, as the owner of the database can, the triggers that keep rows as they are.
    /// </summary>
    public abstract string Unlock { get; }

    /// <summary>Returns the SQL that removes a table's primary key.</summary>
    public abstract string DropKey(string table);

    /// <summary>Asks for a table's columns, each as its name, a space and its type.</summary>
    public abstract string ColumnsOf(string table);

    /// <summary>Asks for the names of all tables.</summary>
    public abstract string Tables { get; }

    /// <summary>Asks for a column of bytes in hexadecimal digits.</summary>
    public abstract string Hex(string column, string table);

    public abstract string Literal(ReadOnlySpan<byte> bytes);

    public async Task<TestLedger> OpenAsync(LedgerOptions? options = null)
    {
        if (Missing is { } reason) Assert.Skip(reason);
        var ledger = await CreateAsync(options ?? new LedgerOptions { Deadline = TimeSpan.FromSeconds(20) });
        await ledger.Stores.MigrateAsync();
        return ledger;
    }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public abstract ValueTask DisposeAsync();

    protected abstract Task<TestLedger> CreateAsync(LedgerOptions options);
}
