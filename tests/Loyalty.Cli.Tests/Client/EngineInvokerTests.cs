using Google.Type;
using Grpc.Core;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Client;

/// <summary>The generated clients, as they are called through the invoker.</summary>
public sealed class EngineInvokerTests : IDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly FakeServer _server;
    private readonly LoyaltyClient _client;

    public EngineInvokerTests()
    {
        _server = new FakeServer(_engine);
        _client = new LoyaltyClient(new ClientOptions
        {
            Connect = () => _server,
            Caller = new CallerIdentity(CallerMetadata.Till, "T7"),
            Retry = new RetryPolicy { FirstBackoff = TimeSpan.FromMilliseconds(1) },
        });
    }

    [Fact]
    public async Task Call_SaysWhoCallsBesidesWhatItSaysItself()
    {
        await _client.Program.GetProgramAsync(new(), new Metadata { { "x-trace", "1" } });

        var headers = _server.Headers!;
        Assert.Equal(
            [CallerMetadata.Till, "T7", "1"],
            new[] { CallerMetadata.Kind, CallerMetadata.Name, "x-trace" }
                .Select(name => Assert.Single(headers.GetValues(name))));
        Assert.True(headers.Contains("grpc-timeout"));
    }

    [Fact]
    public async Task Call_SentAgain_IsTheSameWhateverBecameOfTheRequest()
    {
        var request = Accrual();
        _engine.Before = attempt =>
        {
            request.Receipt.Store = "elsewhere";
            return attempt < 3 ? FakeEngine.Refusing(StatusCode.Unavailable, "OUTCOME_UNKNOWN", "?") : null;
        };

        await _client.Points.AccruePointsAsync(request);

        Assert.Equal((3, "s"), (_engine.Accruals, Assert.Single(_engine.Receipts).Store));
    }

    [Fact]
    public async Task Call_RefusedForGood_ThrowsTheRefusal()
    {
        _engine.Before = static _ => FakeEngine.Refusing(StatusCode.FailedPrecondition, "CARD_LOST", "It is lost.");

        var call = _client.Points.AccruePointsAsync(Accrual());
        var refused = await Assert.ThrowsAsync<RefusedException>(async () => await call);

        Assert.Equal(("CARD_LOST", 1), (refused.Refusal.Reason, refused.Attempts));
        Assert.Equal(StatusCode.FailedPrecondition, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Call_Disposed_IsNotSentAgain()
    {
        _engine.Before = static _ => FakeEngine.Refusing(StatusCode.Unavailable, "OUTCOME_UNKNOWN", "?");
        var call = _client.Points.AccruePointsAsync(Accrual());

        call.Dispose();

        var end = await Record.ExceptionAsync(() => call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.IsAssignableFrom<OperationCanceledException>(end);
    }

    [Fact]
    public async Task Answer_ThatSaysAnotherTotal_IsNoAnswer()
    {
        _engine.Understood = new Money { CurrencyCode = "USD", Units = 4 };

        var misread = await Assert.ThrowsAsync<MisreadException>(
            async () => await _client.Points.AccruePointsAsync(Accrual()));

        Assert.Equal(
            ("receipt.total", "USD 3.000000000", "USD 4.000000000"),
            (misread.Field, misread.Sent, misread.Understood));
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private AccruePointsRequest Accrual() => new()
    {
        CardNumber = _engine.Issue(new IssueCardRequest { RequestId = "1" }).Card.CardNumber,
        Receipt = new Receipt { Store = "s", Number = "1", Total = new Money { CurrencyCode = "USD", Units = 3 } },
    };
}
