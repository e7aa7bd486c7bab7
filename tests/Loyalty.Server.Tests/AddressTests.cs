using System.Globalization;
using System.Net;
using Loyalty.Ledger;
using Loyalty.Server.Hosting;
using Loyalty.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Loyalty.Server.Tests;

/// <summary>A silo's address, compared with the database's and those of silos that seem to be alive.</summary>
public sealed class AddressTests : IAsyncLifetime
{
    private const string Elsewhere = "other boot:[0] net:[0]";
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 7082);
    private static readonly IPEndPoint Routable = IPEndPoint.Parse("10.0.0.7:7082");

    private PostgresServer? database;
    private string connection = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        database = await PostgresServer.StartAsync();
        connection = await database.CreateSchemaAsync();
        using var stores = TestStores.OfPostgres(connection);
        await stores.MigrateAsync();
        await PostgresServer.ExecuteAsync(
            connection, "INSERT INTO cluster_versions (deployment_id) VALUES ('loyalty')");
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [Theory]
    [InlineData("Host=192.0.2.1")]
    [InlineData("Host=127.0.0.1,192.0.2.1:5433")]
    public async Task Loopback_WithADatabaseOnAnotherMachine_IsRefused(string connectionString)
    {
        var e = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(Loopback, connectionString));

        Assert.Contains("SiloAddress is 127.0.0.1:7082, but the database is on another machine (192.0.2.1",
            e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    /// <summary>It gives signs of life: one of the two would declare the other dead.</summary>
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:7082")]
    [InlineData("10.0.0.7", "127.0.0.1:7082")]
    [InlineData("127.0.0.1", "10.0.0.7:7082")]
    [InlineData("10.0.0.7", "10.0.0.7:7082")]
    public async Task Address_ThatDoesNotFitToALivingSilosElsewhere_IsRefused(string other, string own)
    {
        await InsertAsync(other, Elsewhere);
        using var stop = new CancellationTokenSource();
        var living = LiveAsync(stop.Token);

        var e = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(IPEndPoint.Parse(own)));

        await stop.CancelAsync();
        await living;
        Assert.Contains($"at {other}:7082, is alive", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", Elsewhere, 3)] // killed: it gives no sign of life
    [InlineData("127.0.0.1", Elsewhere, 6)] // declared dead
    [InlineData("127.0.0.1", null, 3)] // an earlier start on this machine: its port was free
    [InlineData("10.0.0.8", Elsewhere, 3)] // neither at a loopback address
    public async Task Address_OfASiloThatDoesNotCollide_IsTaken(string other, string? name, int status)
    {
        await InsertAsync(other, name ?? NetworkScope.SiloName, status);

        await StartAsync(other == "10.0.0.8" ? Routable : Loopback);
    }

    private Task StartAsync(IPEndPoint address, string? connectionString = null) => new AddressCheck(
        connectionString ?? connection, address, TimeSpan.FromSeconds(2),
        Options.Create(new ClusterOptions { ClusterId = "loyalty" }), TimeProvider.System,
        NullLogger<AddressCheck>.Instance).StartAsync(CancellationToken.None);

    private Task InsertAsync(string address, string name, int status = 3) => PostgresServer.ExecuteAsync(
        connection,
        $"""
        INSERT INTO cluster_silos (
            deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
        VALUES ('loyalty', '{address}', 7082, 1, '{name}', 'other', {status.ToString(CultureInfo.InvariantCulture)}, 0,
            now(), now())
        """);

    private async Task LiveAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await PostgresServer.ExecuteAsync(connection, "UPDATE cluster_silos SET alive_time = clock_timestamp()");
    }
}
