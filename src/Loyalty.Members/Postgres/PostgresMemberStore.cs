using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Ledger.Postgres;
using Npgsql;

namespace Loyalty.Members.Postgres;

/// <summary>The members in PostgreSQL: each change is one statement in its own transaction.</summary>
internal sealed class PostgresMemberStore(PostgresDatabase database) : IMemberStore
{
    public Task<MemberRow?> ReadAsync(MemberId id, CancellationToken cancellationToken) => database.AskAsync(
        async connection => (await PostgresMembers.RowsAsync(
            connection, PostgresMembers.ById, cancellationToken, PostgresMembers.Id(id))).SingleOrDefault(),
        cancellationToken);

    public Task<IReadOnlyList<MemberRow>> FindAsync(
        MemberIndex index, IReadOnlyList<byte[]> hashes, int limit, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresMembers.RowsAsync(
                connection,
                index == MemberIndex.Phone ? PostgresMembers.ByPhone : PostgresMembers.ByName,
                cancellationToken,
                PostgresMembers.Array(hashes), new NpgsqlParameter<int> { TypedValue = limit }),
            cancellationToken);

    public Task<MemberRequest?> FindRequestAsync(string key, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresMembers.RequestAsync(connection, key, cancellationToken), cancellationToken);

    public Task<bool> WriteAsync(MemberWrite write, CancellationToken cancellationToken) =>
        database.ChangeAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(PostgresMembers.Write, connection);
            PostgresMembers.Bind(command.Parameters, write);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }, cancellationToken);

    public Task<bool> EraseAsync(MemberId id, DateTimeOffset time, CancellationToken cancellationToken) =>
        database.ChangeAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(PostgresMembers.Erase, connection);
            command.Parameters.Add(PostgresMembers.Id(id));
            command.Parameters.Add(PostgresMembers.Time(time));
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }, cancellationToken);

    public Task<bool> MergeAsync(
        MemberId id, MemberId into, DateTimeOffset time, CancellationToken cancellationToken) =>
        database.ChangeAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(PostgresMembers.Merge, connection);
            command.Parameters.Add(PostgresMembers.Id(id));
            command.Parameters.Add(PostgresMembers.Id(into));
            command.Parameters.Add(PostgresMembers.Time(time));
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }, cancellationToken);

    public Task<IReadOnlyList<string>> ReadKeyIdsAsync(CancellationToken cancellationToken) =>
        database.AskAsync(connection => PostgresMembers.KeyIdsAsync(connection, cancellationToken), cancellationToken);

    public Task RegisterKeyAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        ChangeKeysAsync(PostgresMembers.RegisterKey, keyId, time, cancellationToken);

    public Task RetireKeysAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        ChangeKeysAsync(PostgresMembers.RetireKeys, keyId, time, cancellationToken);

    public Task<IReadOnlyList<MemberRow>> ReadWrappedAsync(
        string keyId, MemberId after, int limit, CancellationToken cancellationToken) => database.AskAsync(
        connection => PostgresMembers.RowsAsync(
            connection, PostgresMembers.ByKey, cancellationToken,
            new NpgsqlParameter<string> { TypedValue = keyId }, PostgresMembers.Id(after),
            new NpgsqlParameter<int> { TypedValue = limit }),
        cancellationToken);

    public async Task RewrapAsync(IReadOnlyList<MemberRewrap> rewraps, CancellationToken cancellationToken)
    {
        if (rewraps.Count == 0) return;
        var isDone = await database.ChangeAsync(async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var rewrap in rewraps)
            {
                var command = new NpgsqlBatchCommand(PostgresMembers.Rewrap);
                PostgresMembers.Bind(command.Parameters, rewrap);
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }, cancellationToken);
        if (!isDone) throw new StoreException(StoreFailure.Rejected, "Two members have one phone number.");
    }

    public async Task RetireKeysAsync(IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = database.Long();
            await connection.OpenAsync(cancellationToken);
            await PostgresDatabase.ExecuteAsync(
                connection, PostgresMembers.DeleteRetiredKeys, cancellationToken, (object)known.ToArray());
        }
        catch (Exception exception) when (PostgresDatabase.IsOfDatabase(exception))
        {
            throw database.ToStoreException(exception);
        }
    }

    private Task<bool> ChangeKeysAsync(
        string sql, string keyId, DateTimeOffset time, CancellationToken cancellationToken) => database.ChangeAsync(
        async connection => await PostgresDatabase.ExecuteAsync(
            connection, sql, cancellationToken, keyId, time.UtcDateTime) >= 0,
        cancellationToken);
}
