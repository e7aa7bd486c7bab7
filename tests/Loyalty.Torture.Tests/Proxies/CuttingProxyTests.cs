using System.Net;
using System.Net.Sockets;
using Loyalty.Testing;

namespace Loyalty.Torture.Tests.Proxies;

/// <summary>The proxy before a server that answers each byte with the same byte.</summary>
public sealed class CuttingProxyTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private int served;

    public CuttingProxyTests()
    {
        server.Start();
        _ = ServeAsync();
    }

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Connection_WithoutFaults_PassesBothWays()
    {
        await using var proxy = new CuttingProxy(((IPEndPoint)server.LocalEndpoint).Port, Protocol.Bytes);
        using var client = await ConnectAsync(proxy);
        Assert.Equal(7, await AskAsync(client, 7));
    }

    [Theory]
    [InlineData(Silence.ToServer, 0)]
    [InlineData(Silence.ToClient, 1)]
    public async Task Silence_OfOneWay_HoldsBackAndDeliversWhenItHeals(Silence silence, int servedMeanwhile)
    {
        await using var proxy = new CuttingProxy(((IPEndPoint)server.LocalEndpoint).Port, Protocol.Bytes);
        using var client = await ConnectAsync(proxy);
        await AskAsync(client, 1);
        proxy.Silence = silence;
        var answer = AskAsync(client, 2);
        await ServedAsync(1 + servedMeanwhile);
        await Task.WhenAny(answer, Task.Delay(300));
        Assert.False(answer.IsCompleted);
        Assert.Equal(1 + servedMeanwhile, Volatile.Read(ref served));

        proxy.Silence = Silence.None;
        Assert.Equal(2, await answer);
    }

    [Theory]
    [InlineData(Cut.InStatement, 1)]
    [InlineData(Cut.AfterStatement, 2)]
    [InlineData(Cut.BeforeAnswer, 2)]
    public async Task Cut_OfAStatement_EndsTheConnectionWhereItSays(Cut cut, int servedInTheEnd)
    {
        await using var proxy = new CuttingProxy(((IPEndPoint)server.LocalEndpoint).Port, Protocol.Bytes);
        using var client = await ConnectAsync(proxy);
        await AskAsync(client, 1);
        proxy.CutNext(cut);
        Assert.Null(await AskAsync(client, 2));
        await ServedAsync(servedInTheEnd);
        Assert.Equal(servedInTheEnd, Volatile.Read(ref served));
        Assert.Equal(1, proxy.Cuts);
    }

    [Fact]
    public async Task CutOne_WithAConnection_EndsIt()
    {
        await using var proxy = new CuttingProxy(((IPEndPoint)server.LocalEndpoint).Port, Protocol.Bytes);
        Assert.False(proxy.CutOne(0));
        using var client = await ConnectAsync(proxy);
        await AskAsync(client, 1);
        Assert.True(proxy.CutOne(0.9));
        Assert.Null(await AskAsync(client, 2));
    }

    private async Task ServedAsync(int bytes)
    {
        for (var i = 0; i < 1_500 && Volatile.Read(ref served) < bytes; i++) await Task.Delay(20);
    }

    private static async Task<TcpClient> ConnectAsync(CuttingProxy proxy)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port);
        return client;
    }

    private static async Task<int?> AskAsync(TcpClient client, byte question)
    {
        try
        {
            var answer = new byte[1];
            await client.GetStream().WriteAsync(new[] { question });
            return await client.GetStream().ReadAsync(answer).AsTask().WaitAsync(Patience) == 1 ? answer[0] : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await server.AcceptTcpClientAsync();
                var buffer = new byte[1];
                while (await client.GetStream().ReadAsync(buffer) == 1)
                {
                    Interlocked.Increment(ref served);
                    await client.GetStream().WriteAsync(buffer);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // the test is over
        }
    }
}
