using System.Data;
using System.Runtime.CompilerServices;
using Loyalty.Ledger.Rows;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>
/// One view of the whole ledger, shared by a connection for each stream, so that all can be read side by side.
/// </summary>
internal sealed partial class PostgresSnapshot : ILedgerSnapshot
{
    private readonly string connectionString;
    private readonly string exported;
    private readonly NpgsqlConnection first;

    private PostgresSnapshot(string connectionString, string exported, NpgsqlConnection first) =>
        (this.connectionString, this.exported, this.first) = (connectionString, exported, first);

    public SqlDialect? Dialect => SqlDialect.Postgres;

    /// <param name="connectionString">The database.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <param name="confirm">Refuses a database that is not the expected one; null: any will do.</param>
    public static async Task<PostgresSnapshot> OpenAsync(
        string connectionString, CancellationToken cancellationToken, Func<NpgsqlConnection, Task>? confirm = null)
    {
        var connection = PostgresSettings.Long(connectionString);
        try
        {
            await BeginAsync(connection, cancellationToken);
            if (confirm is not null) await confirm(connection);
            await using var command = new NpgsqlCommand("SELECT pg_export_snapshot()", connection);
            var name = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
            return new PostgresSnapshot(connectionString, name, connection);
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync(); // else its view of the data would keep dead rows from being cleared away
            if (exception is NpgsqlException or IOException or TimeoutException)
                throw PostgresErrors.Classify(exception, sent: false)!;
            throw;
        }
    }

    public IAsyncEnumerable<Stored<EntryRow>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        ReadRowsAsync(
            $"SELECT {PostgresQueries.EntryColumns}, e.state FROM entries e ORDER BY e.card_id, e.seq",
            PostgresRows.EntryRow, cancellationToken);

    public IAsyncEnumerable<Stored<UniqueKeyRow>> ReadUniqueKeysAsync(CancellationToken cancellationToken) =>
        ReadRowsAsync(
            "SELECT card_id, seq, key, fingerprint FROM unique_keys ORDER BY card_id, seq, key",
            static reader => new UniqueKeyRow(
                PostgresRows.CardId(reader, 0), reader.GetInt64(1), reader.GetString(2),
                PostgresRows.Fingerprint(reader, 3)),
            cancellationToken);

    public IAsyncEnumerable<Stored<SlotRow>> ReadSlotsAsync(CancellationToken cancellationToken) =>
        ReadRowsAsync(
            "SELECT card_id, 0::bigint, key FROM exclusive_slots ORDER BY card_id, key",
            static reader => new SlotRow(PostgresRows.CardId(reader, 0), reader.GetString(2)),
            cancellationToken);

    public IAsyncEnumerable<AllocationRow> ReadAllocationsAsync(CancellationToken cancellationToken) => ReadAsync(
        """
        SELECT coalesce(c.key, d.key), coalesce(d.first_unit, 0), coalesce(d.quantity, 0),
               coalesce(d.card_id, '00000000-0000-0000-0000-000000000000'), coalesce(d.seq, 0),
               coalesce(c.allocated, 0), coalesce(c.cap, 0), e.seq IS NOT NULL
        FROM counters c FULL JOIN allocations d ON d.key = c.key
        LEFT JOIN entries e ON e.card_id = d.card_id AND e.seq = d.seq
        ORDER BY 1, 2
        """,
        reader => new AllocationRow(
            reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), PostgresRows.CardId(reader, 3),
            reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetBoolean(7)),
        cancellationToken);

    public IAsyncEnumerable<QueryRow> AskAsync(string sql, CancellationToken cancellationToken) => ReadAsync(
        sql,
        static reader => new QueryRow(
            reader.IsDBNull(0) ? null : PostgresRows.CardId(reader, 0),
            reader.IsDBNull(1) ? null : reader.GetInt64(1),
            reader.GetString(2)),
        cancellationToken);

    public ValueTask DisposeAsync() => first.DisposeAsync();

    private static async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var command = new NpgsqlCommand(
            "SET TRANSACTION READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Rows whose first two columns are card and sequence number.</summary>
    public IAsyncEnumerable<Stored<T>> ReadRowsAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class =>
        ReadAsync(
            sql,
            reader => StoredRow.Read(
                reader, static row => PostgresRows.CardId(row, 0), static row => row.GetInt64(1), read),
            cancellationToken);

    /// <summary>Rows of any table in this view.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = PostgresSettings.Long(connectionString);
        await using var reader = await GuardAsync(() => ExecuteAsync(connection, sql, cancellationToken));
        while (await GuardAsync(() => reader.ReadAsync(cancellationToken))) yield return read(reader);
    }

    private async Task<NpgsqlDataReader> ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await BeginAsync(connection, cancellationToken);
#pragma warning disable CA2100 // the texts are constants and embedded files; the snapshot's name comes from the server
        await using (var adopt = new NpgsqlCommand($"SET TRANSACTION SNAPSHOT '{exported}'", connection))
            await adopt.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteReaderAsync(cancellationToken);
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresErrors.Classify(exception, sent: false)!;
        }
    }
}
