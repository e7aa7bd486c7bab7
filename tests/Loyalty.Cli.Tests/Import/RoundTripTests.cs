using System.Text.Json.Nodes;
using Loyalty.Testing;
using Loyalty.Testing.Processes;

namespace Loyalty.Cli.Tests.Import;

/// <summary>The command against real servers, on both databases.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-import-").FullName;
    private PostgresServer? database;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "a"));
        Directory.CreateDirectory(Path.Combine(folder, "b"));
        if (PostgresServer.Missing is null) database = await PostgresServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Import_KilledAndGoneOnWith_ExportsTheSameFromEitherDatabase()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        var system = new OldSystem(seed: 5, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        var (cards, first, second) = (In("cards.csv"), In("first.csv"), In("second.csv"));
        await using (var file = new StreamWriter(cards)) system.Write(file, 2_000);

        // Into SQLite, with the server killed on the way; the command goes on as soon as it is back.
        await using var sqlite = new ServerProcess(In("a/server.log"), "--Loyalty:Data", In("a"));
        await sqlite.StartAsync();
        var import = RunAsync(sqlite, "import", cards, "--source", "old", "--in-flight", "8");
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        await sqlite.KillAsync();
        await sqlite.StartAsync();
        var imported = await import;
        AssertWhole(imported, system);
        var again = await RunAsync(sqlite, "import", cards, "--source", "old");
        Assert.Equal(system.Cards, (int)again["cards"]!["replayed"]!);
        AssertWhole(again, system);
        Assert.Equal(0, (int)(await RunAsync(sqlite, "audit"))["findings"]!);
        await RunAsync(sqlite, "export", "--out", first);

        // The export into an empty PostgreSQL, and out again.
        await using var postgres = new ServerProcess(
            In("b/server.log"), "--Loyalty:Data", In("b"), "--ConnectionStrings:Loyalty",
            await database!.CreateSchemaAsync());
        await postgres.StartAsync();
        AssertWhole(await RunAsync(postgres, "import", first), system);
        await RunAsync(postgres, "export", "--out", second);
        Assert.Equal(await File.ReadAllTextAsync(first), await File.ReadAllTextAsync(second));

        // An erased member leaves their cards.
        var someone = await RunAsync(postgres, "member", "find", "--phone", "13850000000");
        await RunAsync(postgres, "member", "erase", (string)someone["members"]![0]!["member_id"]!);
        var audit = await RunAsync(postgres, "audit");
        Assert.Equal((0, system.Cards, system.Points), (
            (int)audit["findings"]!, (int)audit["cards"]!, (long)audit["points"]!));
        Assert.Equal(1, (int)(await RunAsync(postgres, "import", first))["members"]!["gone_since"]!);
    }

    private static void AssertWhole(JsonObject import, OldSystem system)
    {
        Assert.Equal(0, (int)import["cards"]!["refused"]!);
        Assert.Equal(system.Cards, (int)import["cards"]!["imported"]! + (int)import["cards"]!["replayed"]!);
        Assert.Equal(
            system.Members, (int)import["members"]!["created"]! + (int)import["members"]!["replayed"]!);
        Assert.Equal(system.Points, (long)import["points_imported"]! + (long)import["points_replayed"]!);
    }

    private string In(string name) => Path.Combine(folder, name);

    private static async Task<JsonObject> RunAsync(ServerProcess server, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(
            [.. args, "--server", $"{server.Address}", "--json"],
            new CliEnvironment { Out = output, Error = error, Environment = static _ => null });
        Assert.Equal((0, ""), (exitCode, error.ToString()));
        return JsonNode.Parse(output.ToString().TrimEnd('\n').Split('\n')[^1])!.AsObject();
    }
}
