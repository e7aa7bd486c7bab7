using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>A stream of rows with its next one in sight.</summary>
internal sealed class Cursor<T> : IAsyncDisposable
    where T : class
{
    private readonly IAsyncEnumerator<Stored<T>> rows;

    private Cursor(IAsyncEnumerator<Stored<T>> rows) => this.rows = rows;

    /// <summary>The next row; null at the end.</summary>
    public Stored<T>? Current { get; private set; }

    public static async Task<Cursor<T>> OpenAsync(IAsyncEnumerable<Stored<T>> stream)
    {
        var cursor = new Cursor<T>(stream.GetAsyncEnumerator(CancellationToken.None));
        await cursor.MoveNextAsync();
        return cursor;
    }

    public async Task MoveNextAsync() => Current = await rows.MoveNextAsync() ? rows.Current : null;

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}
