using Loyalty.Testing;
using Loyalty.Testing.Processes;
using Npgsql;

namespace Loyalty.Cluster.Tests;

/// <summary>A second server is started where the first one's settings are, here and on another machine.</summary>
public sealed class AddressTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string[] s_defaults =
    [
        "--Loyalty:GrpcAddress", "127.0.0.1:7080", "--Loyalty:HttpAddress", "127.0.0.1:7081",
        "--Loyalty:Cluster:SiloAddress", "127.0.0.1:7082",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-address-").FullName;
    private readonly List<IAsyncDisposable> parts = [];
    private PostgresServer postgres = null!;
    private string connection = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        postgres = await PostgresServer.StartAsync();
        connection = await postgres.CreateSchemaAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in parts) await part.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>It says which settings in one line, and the first goes on.</summary>
    [Fact]
    public async Task Server_StartedAtTheSiloAddressOfAnother_EndsAndTheOtherServes()
    {
        var first = Server("first", ServerPlace.Loopback);
        await first.StartAsync(Limit);
        var second = Server("second", ServerPlace.Loopback, "--Loyalty:Cluster:SiloAddress", $"{first.Silo}");

        second.Launch();

        Assert.Equal(1, await second.EndAsync(Limit));
        var said = OneLine(second);
        Assert.Contains($"Loyalty:Cluster:SiloAddress is {first.Silo}, where", said, StringComparison.Ordinal);
        Assert.True(await first.IsReadyAsync());
        Assert.Equal(1, await ActiveAsync());
    }

    /// <summary>
    /// Two network namespaces stand for two machines; both reach the database by a socket of the file system.
    /// </summary>
    [Fact]
    public async Task Servers_OnTwoMachinesWithDefaultAddresses_TheSecondEndsAndTheFirstServes()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        Assert.SkipWhen(postgres.SocketFolder is null, "the database has no socket in the file system");
        var (here, there) = (await NetworkNamespace.CreateAsync(), await NetworkNamespace.CreateAsync());
        parts.AddRange([here, there]);
        connection = new NpgsqlConnectionStringBuilder(connection) { Host = postgres.SocketFolder }.ConnectionString;
        var first = Server("first", here.Place, s_defaults);
        first.Launch();
        await Silos.WaitAsync(
            () => Task.FromResult(first.Said().Contains("Application started", StringComparison.Ordinal)),
            Limit, "the first server serves");
        Assert.Equal(1, await ActiveAsync());

        var second = Server("second", there.Place, s_defaults);
        second.Launch();

        Assert.Equal(1, await second.EndAsync(Limit));
        var said = OneLine(second);
        Assert.Contains("SiloAddress is 127.0.0.1:7082, but a silo", said, StringComparison.Ordinal);
        Assert.True(first.IsRunning);
        Assert.Equal(1, await ActiveAsync());
    }

    private ServerProcess Server(string name, ServerPlace place, params string[] settings)
    {
        var server = new ServerProcess(
            Path.Combine(folder, $"{name}.log"), place, ["--ConnectionStrings:Loyalty", connection, .. settings]);
        parts.Insert(0, server);
        return server;
    }

    /// <summary>Returns the one line with which a server that didn't start tells why.</summary>
    private string OneLine(ServerProcess server)
    {
        var lines = server.Said().Split('\n');
        Assert.DoesNotContain(lines, line => line.StartsWith("   at ", StringComparison.Ordinal));
        var said = Assert.Single(lines, line => line.StartsWith("loyalty:", StringComparison.Ordinal));
        output.WriteLine(said);
        return said;
    }

    private Task<long> ActiveAsync() => PostgresServer.ScalarAsync<long>(
        connection, "SELECT count(*) FROM cluster_silos WHERE status = 3");
}
