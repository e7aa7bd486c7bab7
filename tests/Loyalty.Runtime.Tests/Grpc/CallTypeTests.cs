using Grpc.Core;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

public sealed class CallTypeTests
{
    [Fact]
    public async Task Unary_Answers()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.UnaryAsync(new ContractRequest { Text = "hello" });
        Assert.Equal("hello", (await call).Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
    }

    [Fact]
    public async Task Unary_Blocking_Answers()
    {
        await using var server = await ContractServer.StartAsync();
        Assert.Equal("hello", server.Client.Unary(new ContractRequest { Text = "hello" }).Text);
    }

    [Fact]
    public async Task Unary_EmptyMessages_Answers()
    {
        await using var server = await ContractServer.StartAsync();
        Assert.Equal("", (await server.Client.UnaryAsync(new ContractRequest())).Text);
    }

    [Fact]
    public async Task Unary_BeforeItsEnd_HasNoStatus()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.UnaryAsync(new ContractRequest { Act = "hang" });
        await server.CallProbe.Entered;
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
    }

    [Fact]
    public async Task Collect_JoinsTheStream()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Collect();
        for (var i = 0; i < 100; i++)
            await call.RequestStream.WriteAsync(new ContractRequest { Text = $"{i}" });
        await call.RequestStream.CompleteAsync();
        Assert.Equal(string.Join(',', Enumerable.Range(0, 100)), (await call).Text);
    }

    [Fact]
    public async Task Collect_Nothing_Answers()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Collect();
        await call.RequestStream.CompleteAsync();
        Assert.Equal("", (await call.ResponseAsync).Text);
    }

    [Fact]
    public async Task Collect_WriteAfterComplete_Throws()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Collect();
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new ContractRequest()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Expand_StreamsInOrder(int count)
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Expand(new ContractRequest { Text = "n", Count = count });
        var texts = new List<string>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            texts.Add(response.Text);
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"n{i}"), texts, StringComparer.Ordinal);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Chat_AnswersEachBeforeTheNext()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Chat();
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new ContractRequest { Text = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{i}", call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Chat_BothWaysAtOnce_KeepsOrder()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Chat();
        var writing = WriteAsync();
        var expected = 0;
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            Assert.Equal($"{expected++}", response.Text);
        await writing;
        Assert.Equal(5000, expected);

        async Task WriteAsync()
        {
            for (var i = 0; i < 5000; i++)
                await call.RequestStream.WriteAsync(new ContractRequest { Text = $"{i}" });
            await call.RequestStream.CompleteAsync();
        }
    }

    [Fact]
    public async Task Chat_ServerFinishesFirst_EndsBothStreams()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Chat();
        await call.RequestStream.WriteAsync(new ContractRequest { Act = "finish" });
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => call.RequestStream.WriteAsync(new ContractRequest()));
    }

    [Fact]
    public async Task Read_WhileOneIsPending_Throws()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Chat();
        var first = call.ResponseStream.MoveNext();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext());
        await call.RequestStream.CompleteAsync();
        Assert.False(await first);
    }
}
