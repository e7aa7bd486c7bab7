using System.Diagnostics.Metrics;
using System.Net;
using Loyalty.Server.Hosting;
using Loyalty.Testing;

namespace Loyalty.Server.Tests;

/// <summary>A node's clock against the one of a real PostgreSQL.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly LogLines log = new();
    private readonly RunningServer server;
    private PostgresServer? database;
    private string[] settings = [];

    public ClockTests() => server = new RunningServer { ComparesClock = true, Log = log };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        database = await PostgresServer.StartAsync();
        settings = ["--ConnectionStrings:Loyalty", await database.CreateSchemaAsync()];
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    [Theory]
    [InlineData(6, "ahead of")]
    [InlineData(-6, "behind")]
    public async Task Start_WithAClockThatIsMinutesOff_IsRefused(int minutes, string how)
    {
        server.Time.Now = TimeProvider.System.GetUtcNow().AddMinutes(minutes);

        var e = await Assert.ThrowsAsync<StartRefusedException>(() => server.StartAsync(settings));

        Assert.Matches($"clock is 3[56]. s {how} the database's", e.Message);
        Assert.DoesNotContain('\n', e.Message);
        var silos = await PostgresServer.ScalarAsync<long>(settings[1], "SELECT count(*) FROM cluster_silos");
        Assert.Equal(0, silos);
    }

    [Fact]
    public async Task Ready_WithAClockThatGoesOff_SaysSoUntilItIsRight()
    {
        var measured = 0d;
        using var meter = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "loyalty.clock.offset") listener.EnableMeasurementEvents(instrument);
            },
        };
        meter.SetMeasurementEventCallback<double>((_, value, _, _) => measured = value);
        meter.Start();
        server.Time.Now = TimeProvider.System.GetUtcNow();
        await server.StartAsync(settings);
        Assert.Equal("ready\n", await ReadyAsync(HttpStatusCode.OK));
        Assert.DoesNotContain(log.Lines, line => line.Contains("clock", StringComparison.Ordinal));

        await SetAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("ready\n", await ReadyAsync(HttpStatusCode.OK));
        Assert.Contains(log.Lines, line => line.Contains("clock is 29 s ahead of", StringComparison.Ordinal)
            || line.Contains("clock is 30 s ahead of", StringComparison.Ordinal));
        Assert.InRange(measured, 25, 30);

        await SetAsync(TimeSpan.FromSeconds(-90));
        Assert.Matches(
            "not ready: its clock is (8.|90) s behind the database's",
            await ReadyAsync(HttpStatusCode.ServiceUnavailable));

        await SetAsync(TimeSpan.Zero);
        Assert.Equal("ready\n", await ReadyAsync(HttpStatusCode.OK));
    }

    private async Task SetAsync(TimeSpan offset)
    {
        server.Time.Now = TimeProvider.System.GetUtcNow() + offset;
        await server.Own<ClockCheck>().CompareAsync(CancellationToken.None);
    }

    private async Task<string> ReadyAsync(HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = server.HttpUri };
        var answer = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
