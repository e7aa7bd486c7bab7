using Grpc.Core;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.Client;

namespace Loyalty.Cli.Tests.Client;

public sealed class RetrierTests
{
    private static readonly RetryPolicy Policy = new()
    {
        FirstBackoff = TimeSpan.FromMilliseconds(100),
        MaxBackoff = TimeSpan.FromMilliseconds(400),
        Total = TimeSpan.FromSeconds(2),
    };

    private readonly SkippingTime _time = new();
    private readonly List<string> _sent = [];

    [Fact]
    public async Task Call_RefusedForTheMoment_SendsTheSameAgainWithGrowingBackoff()
    {
        var answer = await RunAsync(4, FakeEngine.Refusing(StatusCode.Unavailable, "OUTCOME_UNKNOWN", "?"));
        Assert.Equal("answer", answer);
        Assert.Equal(["request", "request", "request", "request", "request"], _sent);
        Assert.Equal([55d, 110, 220, 220], _time.Waits.Select(w => w.TotalMilliseconds));
    }

    [Fact]
    public async Task Call_RefusedForGood_IsSentOnce()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => RunAsync(
            1, FakeEngine.Refusing(StatusCode.AlreadyExists, "RECEIPT_CONFLICT", "It earned with other content.")));
        Assert.Equal(("RECEIPT_CONFLICT", 1), (refused.Refusal.Reason, refused.Attempts));
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task Call_NeverAnswered_EndsWhenTheTimeIsOver()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => RunAsync(
            int.MaxValue, new RpcException(new Status(StatusCode.Unavailable, "Connection refused"))));
        Assert.Equal(TimeSpan.FromSeconds(2), _time.GetElapsedTime(0));
        Assert.Equal(_sent.Count, refused.Attempts);
        Assert.Equal("UNAVAILABLE: Connection refused", refused.Message);
    }

    [Fact]
    public async Task Call_WithoutPatience_IsSentOnce()
    {
        var retrier = new Retrier(Policy with { Total = TimeSpan.Zero }, _time, () => 0.5);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => retrier.RunAsync<int, int>(
            _ => throw new RpcException(new Status(StatusCode.Unavailable, "")), 0, CancellationToken.None));
        Assert.Equal(1, refused.Attempts);
    }

    [Fact]
    public async Task Call_ByACallerWhoLeft_IsCancelledRatherThanRetried()
    {
        using var left = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Retrier(Policy, _time, () => 0.5)
            .RunAsync<int, int>(
                _ =>
                {
                    left.Cancel();
                    throw new RpcException(new Status(StatusCode.Cancelled, ""));
                },
                0, left.Token));
    }

    private Task<string> RunAsync(int refusals, RpcException refusal) =>
        new Retrier(Policy, _time, () => 0.5).RunAsync(
            request =>
            {
                _sent.Add(request);
                return refusals-- > 0 ? Task.FromException<string>(refusal) : Task.FromResult("answer");
            },
            "request",
            CancellationToken.None);
}
