using Loyalty.Ledger;

namespace Loyalty.Testing;

/// <summary>Rows of a ledger as they are read.</summary>
public static class StoredRows
{
    /// <summary>The rows that can be read; those that can't are the auditor's to name.</summary>
    public static async IAsyncEnumerable<T> ReadableAsync<T>(this IAsyncEnumerable<Stored<T>> rows)
        where T : class
    {
        await foreach (var stored in rows)
            if (stored.Row is { } row) yield return row;
    }
}
