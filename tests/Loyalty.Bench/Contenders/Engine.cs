using Loyalty.Bench.Load;
using Loyalty.Testing;
using Loyalty.Testing.Processes;

namespace Loyalty.Bench.Contenders;

/// <summary>The engine by itself: a server of its own on a schema of its own.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    private Engine(ServerProcess server, string connection, string keyFile) =>
        (Server, Connection, KeyFile) = (server, connection, keyFile);

    public ServerProcess Server { get; }

    /// <summary>The connection string of its ledger.</summary>
    public string Connection { get; }

    /// <summary>Its master key for members, which whoever else opens the ledger needs.</summary>
    public string KeyFile { get; }

    public static CallTemplate Unary { get; } = CallTemplate.Accrue(s_now);

    public static CallTemplate Stream { get; } = CallTemplate.Upload(s_now);

    public static CallTemplate Read { get; } = CallTemplate.Read();

    public static async Task<Engine> StartAsync(PostgresServer postgres, string folder)
    {
        var connection = await postgres.CreateSchemaAsync();
        var server = new ServerProcess(
            Path.Combine(folder, "loyalty.log"), "--ConnectionStrings:Loyalty", connection);
        await server.StartAsync();
        return new Engine(server, connection, Path.Combine(folder, "data", "members.key"));
    }

    /// <summary>Issues cards, as a desk does; they are in memory then.</summary>
    public Task<Cards> IssueAsync(int count) => LoyaltyLedger.IssueAsync(Server.Address, count);

    /// <summary>Calls the engine, and expects every call to be answered well.</summary>
    public async Task<LoadResult> LoadAsync(LoadPlan plan, TimeSpan warmUp, TimeSpan measured)
    {
        var result = await Loads.RunAsync(plan, warmUp, measured);
        return result.Failed == 0
            ? result
            : throw new InvalidOperationException($"{result.Failed} calls failed.");
    }

    public LoadPlan PlanOf(CallTemplate template, Cards cards, int inFlight = 64) =>
        new() { Server = Server.Grpc, Template = template, Cards = cards, InFlight = inFlight };

    /// <summary>Audits the ledger and counts their entries.</summary>
    public async Task CheckAsync(int cards, long answered) =>
        Console.WriteLine(await LoyaltyLedger.CheckAsync(Connection, cards, answered)
            ?? "The ledger is clean, and holds all that was answered, once.");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
