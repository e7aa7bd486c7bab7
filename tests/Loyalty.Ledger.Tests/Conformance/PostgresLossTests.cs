using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

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
        DELETE FROM claims WHERE seq > 2;
        """;

    private const string RestoreTable = """
        SET session_replication_role = replica;
        CREATE TABLE dump AS SELECT * FROM entries WHERE seq <= 2;
        TRUNCATE entries;
        INSERT INTO entries SELECT * FROM dump;
        DROP TABLE dump;
        DELETE FROM claims WHERE seq > 2;
        """;

    [Theory]
    [InlineData(Lose, true)]
    [InlineData(RestoreTable, false)]
    public async Task EntryBefore_GoneFromTheDatabase_IsNotFollowedOn(string loss, bool restarted)
    {
        if (PostgresServer.Missing is { } reason) Assert.Skip(reason);
        await using var server = await PostgresServer.StartAsync();
        if (!server.IsOurs) Assert.Skip("the server is not ours to stop");
        await using var ledger = PostgresBed.Over(await server.CreateSchemaAsync(), Patient);
        await ledger.Store.MigrateAsync(default);
        var (first, second) = (Samples.Accrue(await ledger.IssueAsync(1), 1), await ledger.IssueAsync(2));
        Assert.Equal(Verdict.Committed, (await ledger.CommitAsync(first)).Verdict);
        var lost = Samples.Accrue(first.After, 2);
        Assert.Equal(Verdict.Committed, (await ledger.CommitAsync(lost)).Verdict);
        await ledger.ExecuteAsync(loss);
        if (restarted)
        {
            await server.StopAsync("fast");
            await server.StartAgainAsync();
        }

        // The node is where the database was; a card that has lost nothing goes on in the same batch.
        var outcomes = await ledger.CommitAllAsync([Samples.Accrue(lost.After, 3), Samples.Accrue(second, 4)]);

        Assert.Equal([Verdict.Fenced, Verdict.Committed], outcomes.Select(outcome => outcome.Verdict));
        var left = (await ledger.Ledger.LoadAsync(first.CardId))!;
        Assert.Equal(2, left.Seq);
        Assert.Equal(Verdict.Committed, (await ledger.CommitAsync(Samples.Accrue(left, 3))).Verdict);
        await ledger.AssertCleanAsync();
    }
}
