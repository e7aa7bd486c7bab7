using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Testing;
using Loyalty.V1;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Server.Tests;

/// <summary>A client's line that carries nothing any more, and isn't closed: what is on it is given up.</summary>
public sealed class SilentLineTests : IAsyncLifetime
{
    private const int MaxCalls = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly RunningServer server = new()
    {
        Exchange = services => services.PostConfigure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
        }),
    };

    private CuttingProxy proxy = null!;
    private GrpcChannel line = null!;
    private string card = "";

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync("--Loyalty:MaxConcurrentCalls", $"{MaxCalls}", "--Loyalty:DrainSeconds", "60");
        card = await server.IssueAsync();
        proxy = new CuttingProxy(server.GrpcUri.Port, Protocol.Bytes);
        line = GrpcChannel.ForAddress($"http://127.0.0.1:{proxy.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync(); // what it holds back would delay the client's end
        line.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>The others are as idle, but their client answers pings: they stay.</summary>
    [Fact]
    public async Task Upload_OfASilentLine_GivesItsPlaceBackAndIdleOnesKeepTheirs()
    {
        using var silent = new PointsService.PointsServiceClient(line).UploadReceipts();
        await UploadOneAsync(silent);
        var idle = await FillAsync();
        proxy.Silence = Silence.Both;

        var overloaded = await CountOverloadedAsync();

        Assert.True(overloaded > 0, "The silent line's upload was no call in progress.");
        foreach (var upload in idle) await UploadOneAsync(upload);
    }

    [Fact]
    public async Task Export_OfASilentLine_GivesItsPlaceBack()
    {
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => IssueManyAsync(750)));
        using var silent = new ImportService.ImportServiceClient(line).ExportCards(new ExportCardsRequest());
        await FillAsync();
        Assert.True(await silent.ResponseStream.MoveNext(CancellationToken.None));
        proxy.Silence = Silence.Both;

        var overloaded = await CountOverloadedAsync();

        Assert.True(overloaded > 0, "The silent line's export was no call in progress.");
    }

    /// <summary>Calls that end before Kestrel sends GOAWAY hold nothing: of eight, some always end later.</summary>
    [Fact]
    public async Task Stop_WithUploadsOfSilentLines_DoesNotWaitOutTheDrain()
    {
        var lines = Enumerable.Range(0, MaxCalls)
            .Select(_ => GrpcChannel.ForAddress($"http://127.0.0.1:{proxy.Port}")).ToArray();
        foreach (var silent in lines)
            await UploadOneAsync(new PointsService.PointsServiceClient(silent).UploadReceipts());
        proxy.Silence = Silence.Both;
        var began = TimeProvider.System.GetTimestamp();

        await server.StopAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, Limit);
        foreach (var silent in lines) silent.Dispose();
    }

    /// <summary>These tests are more impatient than the server.</summary>
    [Fact]
    public async Task SilentLine_OfTheServerAsItIs_IsGivenUpWithinAMinute()
    {
        await using var plain = new RunningServer();
        await plain.StartAsync();

        var http2 = plain.Own<IOptions<KestrelServerOptions>>().Value.Limits.Http2;

        Assert.InRange(http2.KeepAlivePingDelay, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        Assert.InRange(http2.KeepAlivePingTimeout, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(28));
    }

    /// <summary>Calls until there is a place; how often there was none.</summary>
    private async Task<int> CountOverloadedAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var overloaded = 0; ; overloaded++)
        {
            try
            {
                await server.Program.GetProgramAsync(new GetProgramRequest());
                return overloaded;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, "The silent line still is a call.");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    /// <summary>Takes all places but one by uploads whose clients answer pings and do nothing else.</summary>
    private async Task<List<AsyncDuplexStreamingCall<UploadReceiptsRequest, UploadReceiptsResponse>>> FillAsync()
    {
        var uploads = Enumerable.Range(1, MaxCalls - 1).Select(_ => server.Points.UploadReceipts()).ToList();
        foreach (var upload in uploads) await UploadOneAsync(upload);
        return uploads;
    }

    private async Task IssueManyAsync(int cards)
    {
        for (var i = 0; i < cards; i++) await server.IssueAsync();
    }

    private async Task UploadOneAsync(
        AsyncDuplexStreamingCall<UploadReceiptsRequest, UploadReceiptsResponse> upload)
    {
        await upload.RequestStream.WriteAsync(
            new UploadReceiptsRequest { Item = 1, CardNumber = card, Receipt = Some.Receipt(20m) });
        Assert.True(await upload.ResponseStream.MoveNext(CancellationToken.None));
        Assert.NotNull(upload.ResponseStream.Current.Accrued);
    }
}
