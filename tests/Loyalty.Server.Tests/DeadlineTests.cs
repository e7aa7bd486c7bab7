using Google.Protobuf;
using Grpc.Core;
using Loyalty.Ledger;
using Loyalty.Server.Tests.Wire;
using Loyalty.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Server.Tests;

/// <summary>A caller's patience ends; what was on its way to the ledger gets there, and a repeat finds it.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private readonly RunningServer server = new()
    {
        Exchange = services => services.AddSingleton<ILedger>(
            parts => new HeldLedger(parts.GetRequiredService<StoredLedger>())),
    };

    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Call_AtItsDeadline_IsAnsweredByTheServerAndItsCommitStands()
    {
        var request = Some.Accrual(await server.IssueAsync(), Some.Receipt(20m));
        _ = Hold();

        var call = await RawCall.SendAsync( // without a clock of its own: what it sees is the server's
            server.GrpcUri, RawCall.Frame(request.ToByteArray()), headers: ("grpc-timeout", "300m"));

        Assert.Equal("4", call.GrpcStatus);
        Assert.Empty(call.Body);
        await AssertReplayedAsync(request);
    }

    [Fact]
    public async Task Call_WithoutADeadline_IsGivenFiveSecondsAndItsCommitStands()
    {
        var request = Some.Accrual(await server.IssueAsync(), Some.Receipt(20m));
        _ = Hold();
        var began = TimeProvider.System.GetTimestamp();

        var info = await Some.RefusalAsync(server.Points.AccruePointsAsync(request), StatusCode.Unavailable);

        Assert.Equal("OUTCOME_UNKNOWN", info.Reason);
        Assert.InRange( // after 15 s the grain call itself would have been given up
            TimeProvider.System.GetElapsedTime(began).TotalSeconds, 4, 14);
        await AssertReplayedAsync(request);
    }

    [Fact]
    public async Task Call_CancelledByItsCaller_LeavesItsCommitStanding()
    {
        var request = Some.Accrual(await server.IssueAsync(), Some.Receipt(20m));
        var reached = Hold();
        using (var call = server.Points.AccruePointsAsync(request))
        {
            await reached;
            call.Dispose();
            await Assert.ThrowsAsync<RpcException>(async () => await call);
        }

        await AssertReplayedAsync(request);
    }

    [Fact]
    public async Task Calls_RacingTheirDeadlines_AreAnsweredOnceEachAndAccrueOnce()
    {
        const int Calls = 200;
        var card = await server.IssueAsync();
        var requests = Enumerable.Range(0, Calls).Select(_ => Some.Accrual(card, Some.Receipt(20m))).ToArray();

        var ends = await Task.WhenAll(requests.Select((request, i) => EndOfAsync(request, 1 + i % 40)));
        foreach (var request in requests) await server.Points.AccruePointsAsync(request);

        Assert.All(ends, end => Assert.True(end is StatusCode.OK or StatusCode.DeadlineExceeded, $"{end}"));
        Assert.Equal(
            Calls, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Balance);
    }

    /// <summary>An unforeseen failure is told to the log, not to the caller.</summary>
    [Fact]
    public async Task Call_ThatFailsInAWayNobodyForesaw_TellsNothingOfTheInside()
    {
        var card = await server.IssueAsync();
        ((HeldLedger)server.Own<ILedger>()).First = static () => throw new InvalidOperationException("a secret");

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt())));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Holds commits from now on; ends when the first one waits.</summary>
    private Task Hold()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((HeldLedger)server.Own<ILedger>()).First = () =>
        {
            reached.TrySetResult();
            return gate.Task;
        };
        return reached.Task;
    }

    private async Task AssertReplayedAsync(AccruePointsRequest request)
    {
        gate.SetResult();
        var answer = await server.Points.AccruePointsAsync(request);
        Assert.Equal((true, 1), (answer.Replayed, answer.Balance));
    }

    private async Task<StatusCode> EndOfAsync(AccruePointsRequest request, int milliseconds)
    {
        try
        {
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(milliseconds);
            await server.Points.AccruePointsAsync(request, deadline: deadline);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
