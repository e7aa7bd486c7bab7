using Loyalty.Domain.Members;
using Loyalty.Ledger.Members;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>The members beside the ledger: each change is one statement, as everything here.</summary>
public sealed partial class PostgresStore : IMemberStore
{
    Task<MemberRow?> IMemberStore.ReadAsync(MemberId id, CancellationToken cancellationToken) => AskAsync(
        async connection => (await PostgresMembers.RowsAsync(
            connection, PostgresMembers.ById, cancellationToken, PostgresMembers.Id(id))).SingleOrDefault(),
        cancellationToken);

    Task<IReadOnlyList<MemberRow>> IMemberStore.FindAsync(
        MemberIndex index, IReadOnlyList<byte[]> hashes, int limit, CancellationToken cancellationToken) => AskAsync(
        connection => PostgresMembers.RowsAsync(
            connection,
            index == MemberIndex.Phone ? PostgresMembers.ByPhone : PostgresMembers.ByName,
            cancellationToken,
            PostgresMembers.Array(hashes), new NpgsqlParameter<int> { TypedValue = limit }),
        cancellationToken);

    Task<MemberRequest?> IMemberStore.FindRequestAsync(string key, CancellationToken cancellationToken) =>
        AskAsync(connection => PostgresMembers.RequestAsync(connection, key, cancellationToken), cancellationToken);

    Task<bool> IMemberStore.WriteAsync(MemberWrite write, CancellationToken cancellationToken) =>
        ChangeAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(PostgresMembers.Write, connection);
            PostgresMembers.Bind(command.Parameters, write);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }, cancellationToken);

    Task<bool> IMemberStore.EraseAsync(MemberId id, DateTimeOffset time, CancellationToken cancellationToken) =>
        ChangeAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT member_erase_1($1, $2)", connection);
            command.Parameters.Add(PostgresMembers.Id(id));
            command.Parameters.Add(PostgresMembers.Time(time));
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }, cancellationToken);

    Task<bool> IMemberStore.MergeAsync(
        MemberId id, MemberId into, DateTimeOffset time, CancellationToken cancellationToken) =>
        ChangeAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT member_merge_1($1, $2, $3)", connection);
            command.Parameters.Add(PostgresMembers.Id(id));
            command.Parameters.Add(PostgresMembers.Id(into));
            command.Parameters.Add(PostgresMembers.Time(time));
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }, cancellationToken);

    Task<IReadOnlyList<string>> IMemberStore.ReadKeyIdsAsync(CancellationToken cancellationToken) =>
        AskAsync(connection => PostgresMembers.KeyIdsAsync(connection, cancellationToken), cancellationToken);

    Task IMemberStore.RegisterKeyAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        ChangeKeysAsync(PostgresMembers.RegisterKey, keyId, time, cancellationToken);

    Task IMemberStore.RetireKeysAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        ChangeKeysAsync(PostgresMembers.RetireKeys, keyId, time, cancellationToken);

    Task<IReadOnlyList<MemberRow>> IMemberStore.ReadWrappedAsync(
        string keyId, MemberId after, int limit, CancellationToken cancellationToken) => AskAsync(
        connection => PostgresMembers.RowsAsync(
            connection, PostgresMembers.ByKey, cancellationToken,
            new NpgsqlParameter<string> { TypedValue = keyId }, PostgresMembers.Id(after),
            new NpgsqlParameter<int> { TypedValue = limit }),
        cancellationToken);

    async Task IMemberStore.RewrapAsync(IReadOnlyList<MemberRewrap> rewraps, CancellationToken cancellationToken)
    {
        if (rewraps.Count == 0) return;
        var isDone = await ChangeAsync(async connection =>
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

    async Task IMemberStore.RetireKeysAsync(IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = PostgresSettings.Long(connectionString);
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, PostgresMembers.ForgetKeys, cancellationToken, (object)known.ToArray());
        }
        catch (Exception exception) when (IsOfDatabase(exception))
        {
            throw ToStoreException(exception);
        }
    }

    private Task<bool> ChangeKeysAsync(
        string sql, string keyId, DateTimeOffset time, CancellationToken cancellationToken) => ChangeAsync(
        async connection => await ExecuteAsync(connection, sql, cancellationToken, keyId, time.UtcDateTime) >= 0,
        cancellationToken);

    /// <summary>Runs a change; false if a guard failed, and with that nothing was changed.</summary>
    private async Task<bool> ChangeAsync(Func<NpgsqlConnection, Task<bool>> work, CancellationToken cancellationToken)
    {
        var sent = false;
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            sent = true;
            return await work(connection);
        }
        catch (Exception exception) when (IsOfDatabase(exception))
        {
            return Classify(exception, sent) is { } failure ? throw failure : false;
        }
    }
}
