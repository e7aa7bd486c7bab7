using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

public sealed class StopTests
{
    private const int DrainSeconds = 60;

    private static readonly string[] s_longDrain = ["--Loyalty:DrainSeconds", $"{DrainSeconds}"];

    [Fact]
    public async Task Stop_UnderLoad_LosesNothingThatWasAcknowledged()
    {
        await using var server = new RunningServer();
        await server.StartAsync();
        var card = await server.IssueAsync();
        var acknowledged = 0;
        var loads = Enumerable.Range(0, 16).Select(_ => AccrueUntilRefusedAsync()).ToArray();
        while (Volatile.Read(ref acknowledged) < 200) await Task.Yield();

        await server.StopAsync();
        await Task.WhenAll(loads);
        await server.StartAsync();

        var read = (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card;
        Assert.InRange(read.Balance, acknowledged, acknowledged + 16);
        Assert.Equal(read.Seq - 1, read.Balance);

        async Task AccrueUntilRefusedAsync()
        {
            var points = server.Points;
            try
            {
                while (true)
                {
                    await points.AccruePointsAsync(Some.Accrual(card, Some.Receipt(20m)));
                    Interlocked.Increment(ref acknowledged);
                }
            }
            catch (Exception e) when (e is RpcException or ObjectDisposedException)
            {
                // The server has stopped.
            }
        }
    }

    /// <summary>
    /// HTTP/2 can't promise that an end and its reason come before the connection's own end: of 12,920 streams that
    /// stops ended, Kestrel lost one so. On a busy machine .NET's client has been seen to lose those of a whole
    /// connection. A client without the reason sees a lost connection, and does the same for it: it sends the same
    /// receipts again.
    /// </summary>
    [Fact]
    public async Task Stop_WithOpenUploads_AnswersThemAndDoesNotWaitOutTheDrain()
    {
        await using var server = new RunningServer();
        await server.StartAsync(s_longDrain);
        var card = await server.IssueAsync();
        var refusals = new List<Refusal>();
        for (var i = 0; i < 5 && refusals.TrueForAll(refusal => refusal.Reason != "OUTCOME_UNKNOWN"); i++)
        {
            refusals.AddRange(await StopWithUploadsAsync(server, card));
            await server.StartAsync(s_longDrain);
        }

        Assert.All(refusals, refusal => Assert.True(refusal.IsTransient, refusal.ToString()));
        Assert.Contains(refusals, refusal => refusal.Reason == "OUTCOME_UNKNOWN");
        var read = await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card });
        Assert.Equal(refusals.Count, read.Card.Balance);
    }

    [Fact]
    public async Task Start_OnALedgerOfAnotherServer_SaysSo()
    {
        await using var first = new RunningServer();
        await first.StartAsync();
        await using var second = new RunningServer();

        var e = await Assert.ThrowsAnyAsync<Exception>(() => second.StartAsync("--Loyalty:Data", first.Data));

        Assert.Contains("in use", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Audit_OfWhatWasServed_IsClean()
    {
        await using var server = new RunningServer();
        await server.StartAsync();
        var card = await server.IssueAsync();
        for (var i = 0; i < 5; i++) await server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt(100m)));

        using var audit = server.Audit.AuditLedger(new AuditLedgerRequest());
        var results = new List<AuditLedgerResponse>();
        await foreach (var result in audit.ResponseStream.ReadAllAsync()) results.Add(result);

        var summary = Assert.Single(results).Summary;
        Assert.Equal((1, 6, 25, 0), (summary.Cards, summary.Entries, summary.Points, summary.Findings));
    }

    /// <summary>Stops the server under open uploads that have accrued a point each; answers how they ended.</summary>
    private static async Task<IReadOnlyList<Refusal>> StopWithUploadsAsync(RunningServer server, string card)
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcUri);
        var uploads = Enumerable.Range(0, 8)
            .Select(_ => new PointsService.PointsServiceClient(channel).UploadReceipts()).ToArray();
        foreach (var upload in uploads)
        {
            var request = new UploadReceiptsRequest { Item = 1, CardNumber = card, Receipt = Some.Receipt(20m) };
            await upload.RequestStream.WriteAsync(request);
            Assert.True(await upload.ResponseStream.MoveNext(CancellationToken.None));
        }

        var ends = uploads.Select(upload => upload.ResponseStream.MoveNext(CancellationToken.None)).ToArray();
        var began = TimeProvider.System.GetTimestamp();
        await server.StopAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, DrainSeconds / 2);
        var refusals = new List<Refusal>();
        foreach (var end in ends) refusals.Add(Refusal.From(await Assert.ThrowsAsync<RpcException>(() => end)));
        return refusals;
    }
}
