using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>A till learns how far its uploads are answered, and nobody else does.</summary>
public sealed class TillSessionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static long count;
    private readonly Metadata till = Caller(CallerMetadata.Till, $"till-{Interlocked.Increment(ref count)}", "S1");

    [Fact]
    public async Task Session_OfATillThatUploadedNothing_IsEmpty()
    {
        var session = await SessionAsync(till);
        Assert.Equal(0, session.LastSequence);
        Assert.Null(session.UpdateTime);
    }

    [Fact]
    public async Task Session_AfterAnUpload_IsWhereTheTillGoesOn()
    {
        var card = await server.IssueAsync();
        await UploadAsync([.. Enumerable.Range(1, 700).Select(n => Numbered(card, n))]);

        var session = await SessionAsync(till);
        Assert.Equal(700, session.LastSequence);
        Assert.Equal(server.Time.Now, session.UpdateTime.ToDateTimeOffset());

        await UploadAsync(Numbered("1", 701), Numbered(card, 703));
        Assert.Equal(701, (await SessionAsync(till)).LastSequence);
        await UploadAsync(Numbered(card, 702));
        Assert.Equal(703, (await SessionAsync(till)).LastSequence);
    }

    [Fact]
    public async Task Session_ThatIsLost_BeginsWhereTheTillSays()
    {
        var card = await server.IssueAsync();
        var receipt = Numbered(card, 501);
        receipt.OldestSequence = 501;
        await UploadAsync(receipt);
        Assert.Equal(501, (await SessionAsync(till)).LastSequence);
    }

    [Fact]
    public async Task Session_AfterARestart_IsWhereItWas()
    {
        var card = await server.IssueAsync();
        await UploadAsync(Numbered(card, 1), Numbered(card, 2), Numbered(card, 4));
        var before = await SessionAsync(till);

        await server.StopAsync();
        await server.StartAsync();

        Assert.Equal(2, before.LastSequence);
        Assert.Equal(before, await SessionAsync(till));
        await UploadAsync(Numbered(card, 3));
        Assert.Equal(4, (await SessionAsync(till)).LastSequence);
    }

    [Fact]
    public async Task Session_OfAnotherTillOrStore_IsAnother()
    {
        await UploadAsync(Numbered(await server.IssueAsync(), 1));

        var name = till.GetValue(CallerMetadata.Name)!;
        Assert.Equal(0, (await SessionAsync(Caller(CallerMetadata.Till, name, "S2"))).LastSequence);
        Assert.Equal(0, (await SessionAsync(Caller(CallerMetadata.Till, name + "0", "S1"))).LastSequence);
    }

    [Theory]
    [InlineData(CallerMetadata.BackOffice)]
    [InlineData(CallerMetadata.Desk)]
    [InlineData(CallerMetadata.Partner)]
    public async Task Session_AskedForByNoTill_IsRefused(string kind)
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcUri);
        var call = new TillsService.TillsServiceClient(channel)
            .GetTillSessionAsync(new GetTillSessionRequest(), Caller(kind, "till-1", "S1"));
        Assert.Equal("CALLER_NOT_TILL", (await Some.RefusalAsync(call, StatusCode.PermissionDenied)).Reason);
    }

    [Theory]
    [InlineData(-1, 0, "sequence")]
    [InlineData(1_000_000_000_000_001, 0, "sequence")]
    [InlineData(0, 1, "sequence")]
    [InlineData(5, 6, "oldest_sequence")]
    [InlineData(5, -1, "oldest_sequence")]
    public async Task Sequence_ThatIsNone_IsRefusedAndEarnsNothing(long sequence, long oldest, string field)
    {
        var card = await server.IssueAsync();
        var request = Numbered(card, sequence);
        request.OldestSequence = oldest;

        var info = Some.InfoOf((await UploadAsync(request))[0].Refused);

        Assert.Equal(("FIELD_MALFORMED", field), (info.Reason, info.Metadata["field"]));
        Assert.Equal(0, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Balance);
    }

    [Fact]
    public async Task Sequence_OfNoTill_IsRefused()
    {
        var request = Numbered(await server.IssueAsync(), 1);
        var info = Some.InfoOf((await UploadAsync(new Metadata(), request))[0].Refused);
        Assert.Equal(("sequence", "a till's upload"), (info.Metadata["field"], info.Metadata["expected"]));
    }

    private static Metadata Caller(string kind, string name, string store) => new()
    {
        { CallerMetadata.Kind, kind }, { CallerMetadata.Name, name }, { CallerMetadata.Store, store },
    };

    private static UploadReceiptsRequest Numbered(string card, long sequence) =>
        new() { Item = sequence, Sequence = sequence, CardNumber = card, Receipt = Some.Receipt(20m) };

    private async Task<TillSession> SessionAsync(Metadata caller)
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcUri);
        var tills = new TillsService.TillsServiceClient(channel);
        return (await tills.GetTillSessionAsync(new GetTillSessionRequest(), caller)).Session;
    }

    private Task<List<UploadReceiptsResponse>> UploadAsync(params UploadReceiptsRequest[] requests) =>
        UploadAsync(till, requests);

    private async Task<List<UploadReceiptsResponse>> UploadAsync(
        Metadata caller, params UploadReceiptsRequest[] requests)
    {
        using var call = server.Points.UploadReceipts(caller);
        var writing = WriteAsync();
        var answers = new List<UploadReceiptsResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync()) answers.Add(answer);
        await writing;
        return answers;

        async Task WriteAsync()
        {
            foreach (var request in requests) await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
        }
    }
}
