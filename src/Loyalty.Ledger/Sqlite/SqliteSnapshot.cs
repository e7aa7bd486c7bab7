using System.Runtime.CompilerServices;
using Loyalty.Ledger.Rows;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>A read transaction on a connection of its own: a server may go on writing beside it.</summary>
internal sealed partial class SqliteSnapshot : ILedgerSnapshot
{
    private readonly SqliteConnection connection;

    private SqliteSnapshot(SqliteConnection connection) => this.connection = connection;

    public SqlDialect? Dialect => SqlDialect.Sqlite;

    public static SqliteSnapshot Open(string path)
    {
        SqliteConnection? opened = null;
        try
        {
            opened = SqliteFolder.Open(path, readOnly: true);
            using var command = opened.CreateCommand();
            command.CommandText = "BEGIN; SELECT count(*) FROM (SELECT 1 FROM entries LIMIT 1)"; // the view begins here
            command.ExecuteNonQuery();
            return new SqliteSnapshot(opened);
        }
        catch (Exception exception)
        {
            opened?.Dispose(); // else its view of the data would keep the log from beginning anew
            if (exception is SqliteException failed) throw SqliteErrors.ToStoreException(failed);
            throw;
        }
    }

    public IAsyncEnumerable<Stored<EntryRow>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        ReadRowsAsync(
            $"SELECT {SqliteRows.EntryColumns}, state FROM entries ORDER BY card_id, seq", SqliteRows.EntryRow,
            cancellationToken);

    public IAsyncEnumerable<Stored<UniqueKeyRow>> ReadUniqueKeysAsync(CancellationToken cancellationToken) =>
        ReadRowsAsync(
            "SELECT card_id, seq, key, fingerprint FROM unique_keys ORDER BY card_id, seq, key",
            static reader => new UniqueKeyRow(
                SqliteRows.CardId(reader, 0), reader.GetInt64(1), reader.GetString(2), SqliteRows.Fingerprint(
                    reader, 3)),
            cancellationToken);

    public IAsyncEnumerable<Stored<SlotRow>> ReadSlotsAsync(CancellationToken cancellationToken) =>
        ReadRowsAsync(
            "SELECT card_id, 0, key FROM exclusive_slots ORDER BY card_id, key",
            static reader => new SlotRow(SqliteRows.CardId(reader, 0), reader.GetString(2)),
            cancellationToken);

    public IAsyncEnumerable<AllocationRow> ReadAllocationsAsync(CancellationToken cancellationToken) => ReadAsync(
        """
        SELECT coalesce(c.key, d.key), coalesce(d.first_unit, 0), coalesce(d.quantity, 0),
               coalesce(d.card_id, zeroblob(16)), coalesce(d.seq, 0), coalesce(c.allocated, 0), coalesce(c.cap, 0),
               EXISTS (SELECT 1 FROM entries e WHERE e.card_id = d.card_id AND e.seq = d.seq)
        FROM counters c FULL JOIN allocations d ON d.key = c.key ORDER BY 1, 2
        """,
        reader => new AllocationRow(
            reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), SqliteRows.CardId(reader, 3),
            reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetBoolean(7)),
        cancellationToken);

    public IAsyncEnumerable<QueryRow> AskAsync(string sql, CancellationToken cancellationToken) => ReadAsync(
        sql,
        static reader => new QueryRow(
            reader.IsDBNull(0) ? null : SqliteRows.CardId(reader, 0),
            reader.IsDBNull(1) ? null : reader.GetInt64(1),
            reader.GetString(2)),
        cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>Rows whose first two columns are card and sequence number.</summary>
    public IAsyncEnumerable<Stored<T>> ReadRowsAsync<T>(
        string sql, Func<SqliteDataReader, T> read, CancellationToken cancellationToken)
        where T : class =>
        ReadAsync(
            sql,
            reader => StoredRow.Read(
                reader, static row => SqliteRows.CardId(row, 0), static row => row.GetInt64(1), read),
            cancellationToken);

    /// <summary>Rows of any table in this view.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        string sql, Func<SqliteDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants and embedded files
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await GuardAsync(() => command.ExecuteReaderAsync(cancellationToken));
        while (await GuardAsync(() => reader.ReadAsync(cancellationToken))) yield return read(reader);
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.OfQuery(exception);
        }
    }
}
