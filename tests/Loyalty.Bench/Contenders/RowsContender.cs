using System.Diagnostics;
using System.Globalization;
using Loyalty.Bench.Load;
using Loyalty.Bench.Machine;
using Loyalty.Bench.Serving;
using Loyalty.Testing;
using Npgsql;

namespace Loyalty.Bench.Contenders;

/// <summary>Bare batches of entries and card updates in one statement: no service, no rules, no guards.</summary>
internal sealed class RowsContender(PostgresServer postgres, int connections, int cards) : Contender
{
    private const int BatchRows = 200;

    private const string Write = """
        WITH x AS (SELECT * FROM unnest($1::text[], $2::text[]) AS x (receipt, card_number)), entries AS (
            INSERT INTO direct_entries (receipt, card_number, points, total)
            SELECT receipt, card_number, 5, 10000 FROM x)
        UPDATE direct_cards c SET seq = seq + y.n, balance = balance + 5 * y.n
        FROM (SELECT card_number, count(*) AS n FROM x GROUP BY card_number) AS y WHERE c.card_number = y.card_number
        """;

    private string? connection;
    private NpgsqlDataSource? database;
    private long receipts;

    public override string Name => "rows";

    public override string Configuration => $"{BatchRows} a batch, {connections} connections";

    public override async Task PrepareAsync()
    {
        if (connection is not null) return;
        connection = await DirectLedger.CreateAsync(postgres, cards);
        database = NpgsqlDataSource.Create(connection);
    }

    public override async Task<Sample> RunAsync(TimeSpan warmUp, TimeSpan measured)
    {
        await RunAsync(warmUp, new Latencies());
        var latencies = new Latencies();
        var (before, clock) = (CpuTimes.Read(null, postgres), Stopwatch.StartNew());
        await RunAsync(measured, latencies);
        var rows = latencies.Count * BatchRows;
        return new Sample(
            rows / clock.Elapsed.TotalSeconds, latencies.Milliseconds(0.5), latencies.Milliseconds(0.99),
            (CpuTimes.Read(null, postgres) - before) / rows);
    }

    public override Task<string?> CheckAsync() => DirectLedger.CheckAsync(connection!, receipts);

    public override async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    private async Task RunAsync(TimeSpan time, Latencies latencies)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(lane => Task.Run(async () =>
        {
            await using var opened = await database!.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(Write, opened);
            var (receiptOf, cardOf) = (new string[BatchRows], new string[BatchRows]);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = receiptOf });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = cardOf });
            await command.PrepareAsync();
            while (clock.Elapsed < time)
            {
                var first = Interlocked.Add(ref receipts, BatchRows) - BatchRows;
                for (var i = 0; i < BatchRows; i++)
                {
                    receiptOf[i] = Text(first + i, 13);
                    cardOf[i] = Text(1 + Random.Shared.Next(cards / connections) * connections + lane, 19);
                }

                var started = Stopwatch.GetTimestamp();
                await command.ExecuteNonQueryAsync();
                lock (latencies) latencies.Add(Stopwatch.GetTimestamp() - started);
            }
        })));
    }

    private static string Text(long number, int digits) =>
        number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
}
