using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

public sealed class UploadTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Upload_OfABatch_AnswersEveryReceiptByItself()
    {
        var cards = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.IssueAsync()));
        var requests = Enumerable.Range(0, 1_000).Select(item => new UploadReceiptsRequest
        {
            Item = item, CardNumber = cards[item % cards.Length], Receipt = Some.Receipt(20m * (item % 5) + 20m),
        }).ToList();
        requests.Add(new UploadReceiptsRequest { Item = 1_000, CardNumber = "1", Receipt = Some.Receipt() });
        requests.Add(new UploadReceiptsRequest { Item = 1_001, CardNumber = cards[0], Receipt = requests[0].Receipt });

        var answers = await UploadAsync(requests);

        Assert.Equal(1_002, answers.Count);
        Assert.Equal("CARD_NUMBER_MALFORMED", Some.InfoOf(answers[1_000].Refused).Reason);
        Assert.Single([answers[0], answers[1_001]], answer => answer.Accrued.Replayed);
        for (var item = 1; item < 1_000; item++) Assert.Equal(item % 5 + 1, answers[item].Accrued.Entry.Points);
        var balances = await Task.WhenAll(cards.Select(BalanceAsync));
        Assert.Equal(3_000, balances.Sum());
    }

    [Fact]
    public async Task Upload_CutInTheMiddle_CanBeSentAgain()
    {
        var card = await server.IssueAsync();
        var requests = Enumerable.Range(0, 300).Select(item => new UploadReceiptsRequest
        {
            Item = item, CardNumber = card, Receipt = Some.Receipt(20m),
        }).ToList();
        using (var cut = server.Points.UploadReceipts())
        {
            foreach (var request in requests.Take(150)) await cut.RequestStream.WriteAsync(request);
            await cut.ResponseStream.MoveNext(CancellationToken.None);
        }

        var answers = await UploadAsync(requests);

        Assert.Equal(300, answers.Count);
        Assert.All(answers.Values, answer => Assert.Null(answer.Refused));
        Assert.Equal(300, await BalanceAsync(card));
    }

    private async Task<Dictionary<long, UploadReceiptsResponse>> UploadAsync(List<UploadReceiptsRequest> requests)
    {
        using var call = server.Points.UploadReceipts();
        var writing = WriteAsync();
        var answers = new Dictionary<long, UploadReceiptsResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync()) answers.Add(answer.Item, answer);
        await writing;
        return answers;

        async Task WriteAsync()
        {
            foreach (var request in requests) await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
        }
    }

    private async Task<long> BalanceAsync(string card) =>
        (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Balance;
}
