using Loyalty.Domain.Cards;
using Loyalty.Ledger.Postgres;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;
using Npgsql;

namespace Loyalty.Ledger.Tests.Conformance;

/// <summary>Faults that only a server has.</summary>
public sealed class PostgresFaultTests(PostgresBed bed) : IClassFixture<PostgresBed>
{
    private static readonly LedgerOptions Patient = new() { Deadline = TimeSpan.FromSeconds(20) };

    [Theory]
    [InlineData(Cut.InStatement)]
    [InlineData(Cut.AfterStatement)]
    [InlineData(Cut.BeforeAnswer)]
    public async Task Connection_CutAtCommit_CommitsExactlyOnce(Cut cut)
    {
        if (bed.Missing is { } reason) Assert.Skip(reason);
        await using var proxy = new CuttingProxy(bed.Server.Port);
        await using var ledger = PostgresBed.Over(await bed.Server.CreateSchemaAsync(proxy.Port), Patient);
        await ledger.Stores.MigrateAsync();
        var cards = await ledger.IssueAsync(1, 12);
        for (var round = 0; round < 25; round++)
        {
            proxy.CutNext(cut);
            var commits = cards.Select((card, i) => Samples.Accrue(card, 1_000 * round + i)).ToArray();
            var outcomes = await ledger.CommitAllAsync(commits);
            Assert.All(
                outcomes, outcome =>
                    Assert.Contains(outcome.Status, new[] { CommitStatus.Committed, CommitStatus.Replayed }));
            cards = [.. commits.Select(commit => commit.After)];
        }

        Assert.Equal(25, proxy.Cuts);
        var report = await ledger.AuditAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(12 * 26, report.Entries);
    }

    [Fact]
    public async Task Card_LockedElsewhere_DelaysNobodyElse()
    {
        await using var ledger = await bed.OpenAsync(Patient);
        var cards = await ledger.IssueAsync(1, 30);
        await using var foreign = await LockAsync(ledger, cards[3]);
        var all = cards.Select((card, i) => ledger.CommitAsync(Samples.Accrue(card, i))).ToArray();

        await Task.WhenAll(all.Where((_, i) => i != 3)).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(all[3].IsCompleted);
        await foreign.DisposeAsync();

        Assert.All(await Task.WhenAll(all), outcome => Assert.Equal(CommitStatus.Committed, outcome.Status));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Card_LockedBeyondTheDeadline_IsUnavailableAndNeverWritten()
    {
        await using var ledger = await bed.OpenAsync(new LedgerOptions { Deadline = TimeSpan.FromSeconds(3) });
        var card = await ledger.IssueAsync(1);
        await using var foreign = await LockAsync(ledger, card);
        var commit = Samples.Accrue(card, 1);

        Assert.Equal(CommitStatus.Unavailable, (await ledger.CommitAsync(commit)).Status);
        await foreign.DisposeAsync();
        await Task.Delay(700);

        Assert.Equal(1, (await ledger.Ledger.CheckAsync(card.CardId, commit.IdempotencyKey)).Seq);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(commit)).Status);
    }

    [Fact]
    public async Task Server_KilledUnderLoad_LosesAndDoublesNothing()
    {
        if (bed.Missing is { } reason) Assert.Skip(reason);
        await using var server = await PostgresServer.StartAsync();
        if (!server.IsOurs) Assert.Skip("the server is not ours to kill");
        await using var ledger = PostgresBed.Over(await server.CreateSchemaAsync(), Patient);
        await ledger.Stores.MigrateAsync();
        var cards = await ledger.IssueAsync(1, 24);
        var acknowledged = 0;
        var load = cards.Select((card, i) =>
            AccrueAsync(ledger, card, 10_000 * i, () => Interlocked.Increment(ref acknowledged)));
        var running = Task.WhenAll(load.ToArray());
        for (var kills = 1; kills <= 3; kills++)
        {
            while (Volatile.Read(ref acknowledged) < 600 * kills) await Task.Delay(5);
            await server.KillAsync();
            await server.StartAgainAsync();
        }

        await running;
        var report = await ledger.AuditAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(24 * 101, report.Entries);
        Assert.Equal(24 * 100 * 10, report.Points);
    }

    [Fact]
    public async Task Plans_MadeOnEmptyTables_GoByIndexLater()
    {
        const int rows = 50_000;
        var ledger = await bed.OpenAsync(Patient);
        var other = ledger.AnotherNode();
        await UseAsync(ledger, other, 0);
        await ledger.ExecuteAsync($"""
            INSERT INTO entries SELECT gen_random_uuid(), 1, 1, 0, 0, 0, '2026-01-01', now(), '', '', 1, '', '',
                decode(repeat('00', 32), 'hex') FROM generate_series(1, {rows});
            INSERT INTO entries SELECT card_id, 2 + s, 2, 0, 0, 0, '2026-01-01', now(), '', '', 1, '', state, hash
                FROM entries, generate_series(1, 1000) AS s WHERE seq = 2;
            INSERT INTO unique_keys SELECT card_id::text, card_id, 1, NULL FROM entries WHERE state = '';
            INSERT INTO counters SELECT card_id::text, 10, 1 FROM entries WHERE state = '';
            """);
        await AwaitScansAsync(ledger, 3); // of the filling itself; a session reports them when it gets round to it
        await ledger.ExecuteAsync("SELECT pg_stat_reset()");
        await UseAsync(ledger, other, 1_000);
        var full = Enumerable.Range(1, 40).Select(card => Samples.CardId(card)).ToList();
        Assert.All(await Task.WhenAll(full.Select(ledger.Ledger.LoadAsync)), card => Assert.Equal(1_002, card!.Seq));
        await Task.WhenAll(full.Select(cardId => ledger.Ledger.CheckAsync(cardId, null)));
        var connectionString = await ledger.CloseAsync();

        var read = await PostgresServer.ScalarAsync<long>(
            connectionString,
            "SELECT sum(seq_scan * 100000 + idx_tup_fetch)::bigint FROM pg_stat_user_tables "
            + "WHERE schemaname = current_schema() AND relname <> 'schema_migrations'");
        Assert.InRange(read, 1, rows / 2);
    }

    private static async Task AwaitScansAsync(TestLedger ledger, long scans)
    {
        const string sql =
            "SELECT coalesce(sum(seq_scan), 0)::bigint FROM pg_stat_user_tables WHERE relname = 'entries' "
            + "AND schemaname = current_schema()";
        while (await PostgresServer.ScalarAsync<long>(ledger.ConnectionString, sql) < scans) await Task.Yield();
    }

    /// <summary>Asks everything that is asked; the other node has to look for the cards that this one wrote.</summary>
    private static async Task UseAsync(TestLedger ledger, TestLedger other, int from)
    {
        var cards = await ledger.IssueAsync(from + 1, 40);
        var commits = cards.Select((card, i) =>
            Samples.Allocating(Samples.Accrue(card, from + i), $"x{i % 3}", 1_000)).ToArray();
        await other.CommitAllAsync(commits);
        await other.CommitAllAsync(commits); // inspected
        await Task.WhenAll(cards.Select(card => ledger.Ledger.LoadAsync(card.CardId)));
        await Task.WhenAll(cards.Select(card => ledger.Ledger.FindCardAsync(card.Number)));
        await Task.WhenAll(commits.Select(commit => ledger.Ledger.CheckAsync(commit.CardId, commit.IdempotencyKey)));
        await ledger.Ledger.ReadEntriesAsync(cards[0].CardId, 0, 10);
    }

    private static async Task AccrueAsync(TestLedger ledger, CardState card, int receipts, Action acknowledged)
    {
        for (var i = 0; i < 100; i++)
        {
            var commit = Samples.Accrue(card, receipts + i);
            while (await ledger.CommitAsync(
                commit) is { Status: not (CommitStatus.Committed or CommitStatus.Replayed) } outcome)
                Assert.Contains(outcome.Status, new[] { CommitStatus.Unavailable, CommitStatus.Unknown });
            acknowledged();
            card = commit.After;
        }
    }

    private static async Task<NpgsqlConnection> LockAsync(TestLedger ledger, CardState card)
    {
        var connection = new NpgsqlConnection(ledger.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = CardLock.KeyOf(card.CardId) });
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
