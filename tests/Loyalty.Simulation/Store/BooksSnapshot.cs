using Loyalty.Domain;
using Loyalty.Ledger;
using Loyalty.Ledger.Audit;

namespace Loyalty.Simulation.Store;

/// <summary>The books as the auditor reads them: in its order, and with nothing that waits.</summary>
internal sealed class BooksSnapshot(Books books) : ILedgerSnapshot
{
    public IAsyncEnumerable<Stored<EntryRow>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        Stream(books.Entries
            .OrderBy(booked => booked.Entry.CardId).ThenBy(booked => booked.Entry.Seq)
            .Select(booked => Stored(
                booked.Entry.CardId, booked.Entry.Seq, new EntryRow(booked.Entry, booked.State))));

    public IAsyncEnumerable<Stored<ClaimRow>> ReadClaimsAsync(CancellationToken cancellationToken) =>
        Stream(books.Claims.Values
            .OrderBy(claim => claim.CardId).ThenBy(claim => claim.Seq)
            .ThenBy(claim => claim.Key, StringComparer.Ordinal)
            .Select(claim => Stored(claim.CardId, claim.Seq, claim)));

    public IAsyncEnumerable<Stored<HoldingRow>> ReadHoldingsAsync(CancellationToken cancellationToken) =>
        Stream(books.Holdings
            .OrderBy(held => held.Value).ThenBy(held => held.Key, StringComparer.Ordinal)
            .Select(held => Stored(held.Value, 0, new HoldingRow(held.Value, held.Key))));

    public IAsyncEnumerable<DrawRow> ReadDrawsAsync(CancellationToken cancellationToken)
    {
        var rows = books.Draws.Select(draw => draw with
        {
            Drawn = books.Counters[draw.Key].Drawn,
            Bound = books.Counters[draw.Key].Bound,
            HasEntry = books.EntriesOf(draw.CardId).Any(booked => booked.Entry.Seq == draw.Seq),
        });
        return Stream(rows.OrderBy(draw => draw.Key, StringComparer.Ordinal).ThenBy(draw => draw.FirstUnit));
    }

    /// <summary>There is no SQL here: the books' own checks stand in for the queries.</summary>
    public IAsyncEnumerable<QueryRow> AskAsync(AuditQuery query, CancellationToken cancellationToken) =>
        Stream(Array.Empty<QueryRow>());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Stored<T> Stored<T>(CardId cardId, long seq, T row)
        where T : class =>
        new(cardId, seq, row, null);

    /// <summary>Not an async iterator: what awaits it on a bare thread would continue on the thread pool.</summary>
    private static Rows<T> Stream<T>(IEnumerable<T> rows) => new(rows);

    private sealed class Rows<T>(IEnumerable<T> rows) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            new Cursor(rows.GetEnumerator());

        private sealed class Cursor(IEnumerator<T> rows) : IAsyncEnumerator<T>
        {
            public T Current => rows.Current;

            public ValueTask<bool> MoveNextAsync() => new(rows.MoveNext());

            public ValueTask DisposeAsync()
            {
                rows.Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
