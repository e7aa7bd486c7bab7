using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

public sealed class CancellationTests
{
    [Fact]
    public async Task Token_BeforeHeaders_CancelsBothSides()
    {
        await using var server = await ContractServer.StartAsync();
        using var stop = new CancellationTokenSource();
        using var call = server.Client.UnaryAsync(new ContractRequest { Act = "wait" }, cancellationToken: stop.Token);
        await server.CallProbe.Entered;
        await stop.CancelAsync();
        await ThrowsCanceledAsync(async () => await call);
        await server.CallProbe.Canceled;
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Token_AlreadyFired_StartsNothing()
    {
        await using var server = await ContractServer.StartAsync();
        await ThrowsCanceledAsync(
            async () => await server.Client.UnaryAsync(new ContractRequest(), cancellationToken: new(canceled: true)));
        Assert.Equal(0, server.CallProbe.ServicesMade);
    }

    [Fact]
    public async Task Token_AfterHeaders_CancelsBothSides()
    {
        await using var server = await ContractServer.StartAsync();
        using var stop = new CancellationTokenSource();
        using var call = server.Client.Expand(new ContractRequest { Count = -1 }, cancellationToken: stop.Token);
        Assert.True(await call.ResponseStream.MoveNext());
        await stop.CancelAsync();
        await ThrowsCanceledAsync(async () =>
        {
            while (await call.ResponseStream.MoveNext())
                Assert.NotNull(call.ResponseStream.Current);
        });
        await server.CallProbe.Canceled;
    }

    [Fact]
    public async Task Dispose_BeforeHeaders_StopsTheHandler()
    {
        await using var server = await ContractServer.StartAsync();
        var call = server.Client.UnaryAsync(new ContractRequest { Act = "wait" });
        await server.CallProbe.Entered;
        call.Dispose();
        await server.CallProbe.Canceled;
        await ThrowsCanceledAsync(async () => await call);
    }

    [Fact]
    public async Task Dispose_OfAServerStream_StopsIt()
    {
        await using var server = await ContractServer.StartAsync();
        using (var call = server.Client.Expand(new ContractRequest { Count = -1 }))
            Assert.True(await call.ResponseStream.MoveNext());
        await server.CallProbe.Canceled;
    }

    [Fact]
    public async Task Dispose_OfAChannel_StopsItsCalls()
    {
        await using var server = await ContractServer.StartAsync();
        var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Contract.ContractService.ContractServiceClient(channel)
            .UnaryAsync(new ContractRequest { Act = "wait" });
        await server.CallProbe.Entered;
        channel.Dispose();
        await server.CallProbe.Canceled;
        await ThrowsCanceledAsync(async () => await call);
        Assert.Throws<ObjectDisposedException>(() =>
            new Contract.ContractService.ContractServiceClient(channel).UnaryAsync(new ContractRequest()));
    }

    [Fact]
    public async Task TokenOfARead_CancelsTheCall()
    {
        await using var server = await ContractServer.StartAsync();
        using var stop = new CancellationTokenSource();
        using var call = server.Client.Chat();
        await call.RequestStream.WriteAsync(new ContractRequest { Act = "wait" });
        var read = call.ResponseStream.MoveNext(stop.Token);
        await server.CallProbe.Entered;
        await stop.CancelAsync();
        await ThrowsCanceledAsync(() => read);
        await server.CallProbe.Canceled;
    }

    [Fact]
    public async Task CanceledCalls_LeaveTheConnectionUsable()
    {
        await using var server = await ContractServer.StartAsync();
        for (var i = 0; i < 300; i++)
        {
            using var call = server.Client.Expand(new ContractRequest { Count = 1000 });
            Assert.True(await call.ResponseStream.MoveNext());
        }

        Assert.Equal("on", (await server.Client.UnaryAsync(new ContractRequest { Text = "on" })).Text);
    }

    private static async Task ThrowsCanceledAsync(Func<Task> act)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(act);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }
}
