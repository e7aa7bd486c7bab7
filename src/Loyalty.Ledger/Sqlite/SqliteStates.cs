namespace Loyalty.Ledger.Sqlite;

/// <summary>The grains' states in SQLite.</summary>
internal sealed class SqliteStates(SqliteDatabase database) : IStateStore
{
    private const string SelectState =
        "SELECT version, state FROM grain_states WHERE state_name = $0 AND grain_id = $1";

    private const string InsertState = """
        INSERT OR IGNORE INTO grain_states (state_name, grain_id, version, state, write_time)
        VALUES ($0, $1, 1, $2, $3)
        """;

    private const string UpdateState = """
        UPDATE grain_states SET version = version + 1, state = $2, write_time = $3
        WHERE state_name = $0 AND grain_id = $1 AND version = $4
        """;

    public Task<KeptState?> ReadStateAsync(StateKey key) => database.ReadAsync<KeptState?>(db =>
    {
        using var reader = db.Query(SelectState, key.Name, key.Owner);
        return reader.Read()
            ? new KeptState(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1))
            : null;
    });

    /// <summary>
    /// Not flushed, so that no commit waits for it: the next commit's flush takes it along, since the log is in order.
    /// It goes through the writer's connection: a commit of another one would make the writer look for every entry
    /// before, which it knows from having written it.
    /// </summary>
    public Task<long?> WriteStateAsync(StateKey key, string? text, long expectedVersion) =>
        database.WriteAsync<long?>(db =>
        {
            var now = SqliteRows.Text(database.Time.GetUtcNow());
            db.Execute("PRAGMA synchronous = NORMAL");
            try
            {
                var isWritten = expectedVersion == 0
                    ? db.Execute(InsertState, key.Name, key.Owner, text, now) == 1
                    : db.Execute(UpdateState, key.Name, key.Owner, text, now, expectedVersion) == 1;
                return isWritten ? expectedVersion + 1 : null;
            }
            finally
            {
                db.Execute("PRAGMA synchronous = FULL");
            }
        });
}
