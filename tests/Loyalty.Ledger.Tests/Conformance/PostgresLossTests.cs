using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;
using Npgsql;

namespace Loyalty.Ledger.Tests.Conformance;

/// <summary>
/// A database that has lost what it had acknowledged: somebody went back to an older copy under a node that still knows
/// the newer cards. No entry may follow on one that isn't there.
/// </summary>
public sealed class PostgresLossTests
{
    private static readonly LedgerOptions Patient = new() { Deadline = TimeSpan.FromSeconds(20) };

    private const string Lose = """
        SET session_replication_role = replica;
        DELETE FROM entries WHERE seq > 2;
        DELETE FROM unique_keys WHERE seq > 2;
        """;

    private const string RestoreTable = """
        SET session_replication_role = replica;
        CREATE TABLE dump AS SELECT * FROM entries WHERE seq <= 2;
        TRUNCATE entries;
        INSERT INTO entries SELECT * FROM dump;
        DROP TABLE dump;
        DELETE FROM unique_keys WHERE seq > 2;
        """;

    /// <summary>How far the table is from being restored when the node goes on.</summary>
    public enum Restored
    {
        /// <summary>All is done, while the server went on.</summary>
        Before,

        /// <summary>The transaction that does it ends while the node's waits for it.</summary>
        Meanwhile,

        /// <summary>All is done, and the server was stopped and started again.</summary>
        WithRestart,
    }

    [Theory]
    [InlineData(Lose, Restored.WithRestart)]
    [InlineData(RestoreTable, Restored.Before)]
    [InlineData(RestoreTable, Restored.Meanwhile)]
    public async Task EntryBefore_GoneFromTheDatabase_IsNotFollowedOn(string loss, Restored restored)
    {
        if (PostgresServer.Missing is { } reason) Assert.Skip(reason);
        await using var server = await PostgresServer.StartAsync();
        if (!server.IsOurs) Assert.Skip("the server is not ours to stop");
        await using var ledger = PostgresBed.Over(await server.CreateSchemaAsync(), Patient);
        await ledger.Stores.MigrateAsync();
        var (first, second) = (Samples.Accrue(await ledger.IssueAsync(1), 1), await ledger.IssueAsync(2));
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(first)).Status);
        var lost = Samples.Accrue(first.After, 2);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(lost)).Status);
        Task<CommitOutcome[]> GoOnAsync() =>
            ledger.CommitAllAsync([Samples.Accrue(lost.After, 3), Samples.Accrue(second, 4)]);

        // The node is where the database was; a card that has lost nothing goes on in the same batch.
        await using var owner = new NpgsqlConnection(ledger.ConnectionString + ";Pooling=false");
        await using var restoring = await BeginAsync(owner, loss);
        var early = restored == Restored.Meanwhile ? GoOnAsync() : null;
        if (early is not null) await Task.Delay(200); // it waits for the table by then, or finds it restored
        await restoring.CommitAsync();
        if (restored == Restored.WithRestart)
        {
            await server.StopAsync("fast");
            await server.StartAgainAsync();
        }

        var outcomes = await (early ?? GoOnAsync());

        Assert.Equal(
            [CommitStatus.VersionConflict, CommitStatus.Committed], outcomes.Select(outcome => outcome.Status));
        var left = (await ledger.Ledger.LoadAsync(first.CardId))!;
        Assert.Equal(2, left.Seq);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(Samples.Accrue(left, 3))).Status);
        await ledger.AssertCleanAsync();
    }

    private static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection owner, string sql)
    {
        await owner.OpenAsync();
        var transaction = await owner.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, owner, transaction);
        await command.ExecuteNonQueryAsync();
        return transaction;
    }
}
