using System.Globalization;
using Grpc.Core;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

/// <summary>The raw calls have no deadline of their own, so what they see is the server's.</summary>
public sealed class DeadlineTests
{
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    [Theory]
    [InlineData("wait")]
    [InlineData("hang")]
    public async Task Server_AtTheDeadline_AnswersWhateverTheHandlerDoes(string act)
    {
        await using var server = await ContractServer.StartAsync();
        var started = TimeProvider.System.GetTimestamp();
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame(Message(act)), headers: ("grpc-timeout", "1S"));
        Assert.Equal("4", call.GrpcStatus);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.15, 30);
        if (act == "wait")
            await server.CallProbe.Canceled;
        Assert.Equal("on", (await server.Client.UnaryAsync(new ContractRequest { Text = "on" })).Text);
    }

    [Fact]
    public async Task Server_AfterTheDeadline_TakesNoLateWrite()
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame(Message("late")), "Expand", headers: ("grpc-timeout", "200m"));
        Assert.Equal("4", call.GrpcStatus);
        Assert.Empty(call.Body);
        server.CallProbe.Release();
        Assert.IsType<InvalidOperationException>(await server.CallProbe.LateWrite);
    }

    [Fact]
    public async Task Server_AfterTheDeadline_DropsALateUnaryAnswer()
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame(Message("hang")), headers: ("grpc-timeout", "100m"));
        Assert.Equal("4", call.GrpcStatus);
        Assert.Empty(call.Body);
        server.CallProbe.Release();
        Assert.Equal("on", (await server.Client.UnaryAsync(new ContractRequest { Text = "on" })).Text);
    }

    [Fact]
    public async Task Server_MidStream_EndsWithTheDeadline()
    {
        await using var server = await ContractServer.StartAsync();
        // count = -1 (endless): field 4, a ten-byte varint.
        byte[] endless = [0x20, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame(endless), "Expand", headers: ("grpc-timeout", "2S"));
        Assert.Equal("4", call.GrpcStatus);
        Assert.NotEmpty(call.Body);
        await server.CallProbe.Canceled;
    }

    [Theory]
    [InlineData("wait")]
    [InlineData("hang")]
    public async Task Client_AtTheDeadline_Ends(string act)
    {
        await using var server = await ContractServer.StartAsync();
        var started = TimeProvider.System.GetTimestamp();
        var deadline = Now.AddMilliseconds(200);
        using var call = server.Client.UnaryAsync(new ContractRequest { Act = act }, deadline: deadline);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.15, 30);
    }

    [Fact]
    public async Task Client_DeadlineInThePast_EndsAtOnce()
    {
        await using var server = await ContractServer.StartAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.UnaryAsync(new ContractRequest(), deadline: Now.AddSeconds(-1)));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal(0, server.CallProbe.ServicesMade);
    }

    [Fact]
    public async Task Client_ReadingAStream_EndsAtTheDeadline()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Expand(new ContractRequest { Count = -1 }, deadline: Now.AddSeconds(1));
        var began = false;
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync())
            {
                began = true;
                Assert.NotEmpty(response.Text);
            }
        });
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, call.GetStatus().StatusCode);
        // On a busy machine the deadline may strike before the handler runs, which then sees nothing of it.
        if (began)
            await server.CallProbe.Canceled;
    }

    [Fact]
    public async Task Handler_SeesTheDeadline()
    {
        await using var server = await ContractServer.StartAsync();
        var deadline = Now.AddSeconds(30);
        await server.Client.UnaryAsync(new ContractRequest { Act = "deadline" }, deadline: deadline);
        await server.Client.UnaryAsync(new ContractRequest { Act = "deadline" });
        var notes = server.CallProbe.Notes
            .Select(note => DateTime.Parse(note, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)).ToList();
        Assert.InRange(notes[0], deadline.AddSeconds(-1), deadline.AddSeconds(1));
        Assert.Equal(DateTime.MaxValue, notes[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-5S")]
    [InlineData("5")]
    [InlineData("5 S")]
    [InlineData("5s")]
    public async Task Server_MalformedTimeout_IsIgnored(string timeout)
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(server.Address, RawCall.Frame([]), headers: ("grpc-timeout", timeout));
        Assert.Equal("0", call.GrpcStatus);
    }

    [Fact]
    public async Task Server_RacingDeadlines_AnswersEachCallOnce()
    {
        await using var server = await ContractServer.StartAsync();
        var fifty = RawCall.Frame([0x20, 50]);
        var calls = await RawCall.RaceAsync(server.Address, fifty, calls: 200, milliseconds: 20);
        Assert.InRange(calls.Count, 40, 200);
        Assert.All(calls, call => Assert.True(call.GrpcStatus is "0" or "4", call.GrpcStatus));
    }

    /// <summary>A request whose act is set: field 3, a short string.</summary>
    private static byte[] Message(string act) => [0x1a, (byte)act.Length, .. System.Text.Encoding.ASCII.GetBytes(act)];
}
