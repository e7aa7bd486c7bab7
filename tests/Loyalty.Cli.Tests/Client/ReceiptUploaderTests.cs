using System.Threading.Channels;
using Google.Type;
using Grpc.Core;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Client;

public sealed class ReceiptUploaderTests
{
    private const int Receipts = 200;

    private readonly FakeEngine _engine = new();

    [Fact]
    public async Task Upload_OverStreamsThatBreak_AnswersEachOnceAndAccruesEachOnce()
    {
        var server = new FakeServer(_engine) { StreamsBreakAfter = [0, 17, 1, 60] };
        var answers = await RunAsync(server, inFlight: 16);
        Assert.Equal(Receipts, answers.Select(a => a.Request.Receipt.Number).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Receipts, answers.Count);
        Assert.Equal(Receipts, _engine.Receipts.Count);
        Assert.Equal(5, server.Streams);
    }

    [Fact]
    public async Task Upload_RefusedForTheMoment_SendsThatReceiptAgain()
    {
        _engine.Before = n => n % 3 == 0 ? FakeEngine.Refusing(StatusCode.Aborted, "LOST_RACE", "Again.") : null;
        var answers = await RunAsync(new FakeServer(_engine), inFlight: 8);
        Assert.All(answers, a => Assert.NotNull(a.Accrued));
        Assert.Equal((Receipts, Receipts), (answers.Count, _engine.Receipts.Count));
        Assert.True(_engine.Accruals > Receipts);
    }

    [Fact]
    public async Task Upload_RefusedForGood_IsAnAnswer()
    {
        _engine.Before = n => n == 5 ? FakeEngine.Refusing(StatusCode.NotFound, "CARD_UNKNOWN", "No such card.") : null;
        var answers = await RunAsync(new FakeServer(_engine), inFlight: 8);
        Assert.Equal("CARD_UNKNOWN", Assert.Single(answers, a => a.Refused is not null).Refused!.Reason);
        Assert.Equal(Receipts, answers.Count);
    }

    [Fact]
    public async Task Upload_NeverSettled_EndsWithTheRefusal()
    {
        _engine.Before = _ => FakeEngine.Refusing(StatusCode.Unavailable, "LEDGER_UNAVAILABLE", "Not now.");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => RunAsync(
            new FakeServer(_engine), inFlight: 4, total: TimeSpan.FromMilliseconds(500)));
        Assert.Equal("LEDGER_UNAVAILABLE", refused.Refusal.Reason);
    }

    [Fact]
    public async Task Upload_OfASourceThatFails_EndsWithItsFailure()
    {
        var source = Channel.CreateUnbounded<AccruePointsRequest>();
        source.Writer.Complete(new InvalidDataException("The file is broken."));
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(new FakeServer(_engine), 4, source));
    }

    private async Task<List<ReceiptAnswer>> RunAsync(
        FakeServer server, int inFlight, Channel<AccruePointsRequest>? source = null, TimeSpan? total = null)
    {
        using var client = new LoyaltyClient(new ClientOptions
        {
            Connect = () => server,
            Retry = new RetryPolicy
            {
                FirstBackoff = TimeSpan.FromMilliseconds(1),
                MaxBackoff = TimeSpan.FromMilliseconds(4),
                Total = total ?? TimeSpan.FromSeconds(25),
            },
        });
        if (source is null)
        {
            var card = _engine.Issue(new IssueCardRequest { RequestId = "1" }).Card.CardNumber;
            source = Channel.CreateUnbounded<AccruePointsRequest>();
            for (var i = 0; i < Receipts; i++) source.Writer.TryWrite(Request(card, $"{i}"));
            source.Writer.Complete();
        }

        var answers = new List<ReceiptAnswer>();
        await new ReceiptUploader(client, inFlight).RunAsync(source.Reader, answers.Add, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30));
        return answers;
    }

    private static AccruePointsRequest Request(string card, string number) => new()
    {
        CardNumber = card,
        Receipt = new Receipt { Store = "s", Number = number, Total = new Money { CurrencyCode = "USD", Units = 3 } },
    };
}
