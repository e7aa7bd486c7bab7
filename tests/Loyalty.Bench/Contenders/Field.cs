using System.Globalization;
using System.Net;
using System.Text;
using Loyalty.Bench.Load;
using Loyalty.Bench.Serving;
using Loyalty.Testing;
using Loyalty.Testing.Processes;

namespace Loyalty.Bench.Contenders;

/// <summary>Puts contenders together.</summary>
/// <param name="postgres">The database of all who need one; each has a schema of its own.</param>
/// <param name="folder">For logs and SQLite files.</param>
/// <param name="cards">Cards that each contender has.</param>
internal sealed class Field(PostgresServer postgres, string folder, int cards)
{
    /// <summary>The row of another build's unary calls, and how its other rows begin.</summary>
    public const string Baseline = "baseline";

    private const int StreamInFlight = 1024;
    private static readonly int[] s_unaryInFlight = [64, 160, 320];
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    /// <summary>Each group is one row: of several configurations the best counts.</summary>
    /// <param name="orleansSql">The folder of Orleans' own scripts; null leaves stock out.</param>
    /// <param name="baseline">The folder of another build of the server, measured in turn; null for none.</param>
    public async Task<IReadOnlyList<Contender[]>> GatherAsync(string? orleansSql, string? baseline)
    {
        List<Contender[]> field =
        [
            [new PgbenchContender(postgres, 8, cards), new PgbenchContender(postgres, 32, cards)],
            [
                await DirectAsync("Maximum Pool Size=8", 64), await DirectAsync("Maximum Pool Size=16", 64),
                await DirectAsync("Maximum Pool Size=32", 64), await DirectAsync("Maximum Pool Size=32", 160),
                await DirectAsync("Maximum Pool Size=8;Multiplexing=true", 64),
            ],
            [new RowsContender(postgres, 1, cards), new RowsContender(postgres, 2, cards)],
            Other("echo", null),
            Other("grain", null),
            .. await BuildAsync("loyalty", null),
        ];
        if (baseline is not null) field.AddRange(await BuildAsync(Baseline, baseline));
        if (orleansSql is not null) field.Insert(2, await StockAsync(orleansSql));
        return field;
    }

    /// <summary>
    /// All that is measured of one build of the server: this one, or the one in a folder, whose ledger isn't audited:
    /// what its rows mean is for its own auditor.
    /// </summary>
    private async Task<Contender[][]> BuildAsync(string name, string? build) =>
        [.. await OnPostgresAsync(name, build), OnSqlite(name, build)];

    /// <summary>Unary calls, streamed ones, and reads that prove their seq, to one server.</summary>
    private async Task<Contender[][]> OnPostgresAsync(string name, string? build)
    {
        var connection = await postgres.CreateSchemaAsync();
        var server = NewServer(name, build, "--ConnectionStrings:Loyalty", connection);
        Task<Cards>? made = null;
        Task<Cards> MakeCards() => made ??= LoyaltyLedger.IssueAsync(server.Address, cards);
        var unary = Each(inFlight => new GrpcContender(
            name, server, postgres, CallTemplate.Accrue(s_now), inFlight) { MakeCards = MakeCards });
        var reads = Each(inFlight => new GrpcContender(
            name + "-read", server, postgres, CallTemplate.Read(), inFlight) { MakeCards = MakeCards });
        var stream = new GrpcContender(
            name + "-stream", server, postgres, CallTemplate.Upload(s_now), StreamInFlight)
        {
            MakeCards = MakeCards,
            Check = build is not null ? null : answered => LoyaltyLedger.CheckAsync(
                connection, cards, answered + unary.Sum(contender => ((GrpcContender)contender).Answered)),
        };
        return [unary, [stream], reads];
    }

    private Contender[] OnSqlite(string name, string? build)
    {
        name += "-sqlite";
        var data = Path.Combine(folder, name);
        var server = NewServer(name, build, "--Loyalty:Data", data);
        Task<Cards>? made = null;
        Task<Cards> MakeCards() => made ??= LoyaltyLedger.IssueAsync(server.Address, cards);
        GrpcContender[] all = Each(inFlight => new GrpcContender(
            name, server, null, CallTemplate.Accrue(s_now), inFlight) { MakeCards = MakeCards });
        if (build is not null) return all;
        foreach (var contender in all)
            contender.Check = _ => LoyaltyLedger.CheckAsync(data, cards, all.Sum(one => one.Answered));
        return all;
    }

    private async Task<GrpcContender> DirectAsync(string pool, int inFlight)
    {
        var tables = await DirectLedger.CreateAsync(postgres, cards);
        var server = NewOther(
            "direct", $"{tables};{pool};Max Auto Prepare=8;Auto Prepare Min Usages=1;No Reset On Close=true");
        return new GrpcContender("direct", server, postgres, CallTemplate.Accrue(s_now), inFlight, pool)
        {
            MakeCards = MakeCards,
            Check = answered => DirectLedger.CheckAsync(tables, answered),
        };
    }

    private async Task<Contender[]> StockAsync(string scripts)
    {
        var tables = await postgres.CreateSchemaAsync();
        foreach (var script in (string[])["PostgreSQL-Main.sql", "PostgreSQL-Persistence.sql"])
            await PostgresServer.ExecuteAsync(tables, await File.ReadAllTextAsync(Path.Combine(scripts, script)));
        return Other("stock", tables);
    }

    /// <summary>A server of this program, which may have a database.</summary>
    private Contender[] Other(string name, string? connection)
    {
        var server = NewOther(name, connection);
        return Each(inFlight => new GrpcContender(
            name, server, connection is null ? null : postgres, CallTemplate.Accrue(s_now), inFlight)
        {
            MakeCards = MakeCards,
        });
    }

    /// <summary>The same server under light and heavy loads: of those, too, the best counts.</summary>
    private static GrpcContender[] Each(Func<int, GrpcContender> contenderOf) =>
        [.. s_unaryInFlight.Select(contenderOf)];

    private ServerProcess NewOther(string name, string? connection) => new(
        Path.Combine(folder, name + ".log"), "--" + Serve.Setting, name,
        "--ConnectionStrings:Loyalty", connection ?? "")
    {
        Program = Path.Combine(AppContext.BaseDirectory, "Loyalty.Bench"),
    };

    private ServerProcess NewServer(string name, string? build, params string[] settings)
    {
        var log = Path.Combine(folder, name + ".log");
        return build is null
            ? new ServerProcess(log, settings)
            : new ServerProcess(log, settings) { Program = Path.Combine(build, "Loyalty.Server") };
    }

    /// <summary>The numbers of <see cref="DirectTables.Fill"/>.</summary>
    private Task<Cards> MakeCards() => Task.FromResult(new Cards(
        [
            .. Enumerable.Range(1, cards).Select(number =>
                Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture).PadLeft(19, '0'))),
        ]));
}
