using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Microsoft.Data.Sqlite;

namespace Loyalty.Server.Tests;

public sealed class HealthTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("/healthz/live", "live\n")]
    [InlineData("/healthz/ready", "ready\n")]
    public async Task Health_OfARunningServer_IsGood(string path, string body)
    {
        using var http = new HttpClient { BaseAddress = server.HttpUri };

        var answer = await http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Alive all the same: what restarted it would start it on the file that is there now.</summary>
    [Fact]
    public async Task Health_OfAServerWhoseDatabaseWasReplaced_IsAliveAndNotReady()
    {
        await using var other = new RunningServer();
        await other.StartAsync();
        using var http = new HttpClient { BaseAddress = other.HttpUri };
        File.Move(Path.Combine(other.Data, "loyalty.db"), Path.Combine(other.Data, "away.db"));
        await File.WriteAllTextAsync(Path.Combine(other.Data, "loyalty.db"), "");

        var ready = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(
            "not ready: this is not the database on which the server was started\n",
            await ready.Content.ReadAsStringAsync());
        var live = await http.GetAsync(new Uri("/healthz/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    /// <summary>Reads go on beside whoever holds the file; no write does.</summary>
    [Fact]
    public async Task Health_OfAServerThatCannotWrite_IsNotReady()
    {
        using var http = new HttpClient { BaseAddress = server.HttpUri };
        await using (var other = new SqliteConnection($"Data Source={server.Data}/loyalty.db;Pooling=False"))
        {
            await other.OpenAsync();
            await using var slot = other.CreateCommand();
            slot.CommandText = "BEGIN IMMEDIATE";
            await slot.ExecuteNonQueryAsync();

            var answer = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("not ready: the ledger can't be written\n", await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(
            HttpStatusCode.OK, (await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task GrpcHealth_OfARunningServer_IsServingAndItsWatchEndsWithTheStop()
    {
        await using var other = new RunningServer();
        await other.StartAsync("--Loyalty:MaxConcurrentCalls", "1");
        using var channel = GrpcChannel.ForAddress(other.GrpcUri);
        var health = new Grpc.Health.V1.Health.HealthClient(channel);
        using var watch = health.Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, watch.ResponseStream.Current.Status);

        // Neither of them counts as a call in progress.
        var checkedNow = await health.CheckAsync(new HealthCheckRequest());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, checkedNow.Status);
        await other.IssueAsync();

        // It doesn't hold the stop, and its last word is not that all is well.
        var last = LastOfAsync(watch.ResponseStream);
        await other.StopAsync();
        Assert.NotEqual(HealthCheckResponse.Types.ServingStatus.Serving, await last);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("", true)]
    public async Task Reflection_AsItIsSet_TellsTheContractOrIsUnknown(string setting, bool tells)
    {
        await using var other = new RunningServer();
        await other.StartAsync(setting.Length > 0 ? ["--Loyalty:Reflection", setting] : []);
        using var channel = GrpcChannel.ForAddress(other.GrpcUri);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        if (tells)
        {
            Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Contains(
                "loyalty.v1.PointsService",
                call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name));
        }
        else
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
            Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        }
    }

    /// <summary>Returns a watch's last status; Unknown if it ends without a word more.</summary>
    private static async Task<HealthCheckResponse.Types.ServingStatus> LastOfAsync(
        IAsyncStreamReader<HealthCheckResponse> statuses)
    {
        var last = HealthCheckResponse.Types.ServingStatus.Unknown;
        try
        {
            while (await statuses.MoveNext(CancellationToken.None)) last = statuses.Current.Status;
        }
        catch (RpcException)
        {
            // The connection ended first.
        }

        return last;
    }
}
