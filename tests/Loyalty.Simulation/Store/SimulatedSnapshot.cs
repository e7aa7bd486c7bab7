using Loyalty.Domain;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Store;

/// <summary>The ledger as the auditor reads them: in its order, and with nothing that waits.</summary>
internal sealed class SimulatedSnapshot(LedgerState state) : ILedgerSnapshot
{
    public IAsyncEnumerable<Stored<EntryRow>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        Stream(state.Entries
            .OrderBy(row => row.Entry.CardId).ThenBy(row => row.Entry.Seq)
            .Select(row => Stored(
                row.Entry.CardId, row.Entry.Seq, new EntryRow(row.Entry, row.State))));

    public IAsyncEnumerable<Stored<UniqueKeyRow>> ReadUniqueKeysAsync(CancellationToken cancellationToken) =>
        Stream(state.UniqueKeys.Values
            .OrderBy(uniqueKey => uniqueKey.CardId).ThenBy(uniqueKey => uniqueKey.Seq)
            .ThenBy(uniqueKey => uniqueKey.Key, StringComparer.Ordinal)
            .Select(uniqueKey => Stored(uniqueKey.CardId, uniqueKey.Seq, uniqueKey)));

    public IAsyncEnumerable<Stored<SlotRow>> ReadSlotsAsync(CancellationToken cancellationToken) =>
        Stream(state.ExclusiveSlots
            .OrderBy(held => held.Value).ThenBy(held => held.Key, StringComparer.Ordinal)
            .Select(held => Stored(held.Value, 0, new SlotRow(held.Value, held.Key))));

    public IAsyncEnumerable<AllocationRow> ReadAllocationsAsync(CancellationToken cancellationToken)
    {
        var rows = state.Allocations.Select(allocation => allocation with
        {
            Allocated = state.Counters[allocation.Key].Allocated,
            Cap = state.Counters[allocation.Key].Cap,
            HasEntry = state.EntriesOf(allocation.CardId).Any(row => row.Entry.Seq == allocation.Seq),
        });
        var untouched = state.Counters.Where(counter => state.Allocations.All(row => row.Key != counter.Key)).Select(
            counter => new AllocationRow(
                counter.Key, 0, 0, default, 0, counter.Value.Allocated, counter.Value.Cap, HasEntry: false));
        return Stream(rows.Concat(untouched).OrderBy(allocation => allocation.Key, StringComparer.Ordinal).ThenBy(
            allocation => allocation.FirstUnit));
    }

    /// <summary>There is no SQL here: the ledger's own checks stand in for the queries.</summary>
    public SqlDialect? Dialect => null;

    public IAsyncEnumerable<QueryRow> AskAsync(string sql, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

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
