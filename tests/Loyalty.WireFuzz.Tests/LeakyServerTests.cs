using System.Net;
using System.Net.Sockets;
using Loyalty.WireFuzz;
using Loyalty.WireFuzz.Checks;
using Loyalty.WireFuzz.Http2;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz.Tests;

/// <summary>A server that does what none may is caught: this one gives every call the same answer.</summary>
public sealed class LeakyServerTests : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private Task serving = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    [Fact]
    public async Task Server_ThatAnswersWithAStackTrace_IsCaught() => Assert.Contains(
        await FuzzAsync(new("grpc-status", "3"), new("grpc-message", "at Loyalty.Points.Accrue() in Points.cs:line 7")),
        violation => violation.Contains("tells", StringComparison.Ordinal));

    [Fact]
    public async Task Server_ThatAcceptsAnything_IsCaught() => Assert.Contains(
        await FuzzAsync(new HeaderLine("grpc-status", "0")),
        violation => violation.StartsWith("OK: ", StringComparison.Ordinal));

    [Fact]
    public async Task Server_ThatNeverAnswers_IsCaught() => Assert.Contains(
        await FuzzAsync(),
        violation => violation.StartsWith("no answer", StringComparison.Ordinal));

    private async Task<IReadOnlyList<string>> FuzzAsync(params HeaderLine[] answer)
    {
        listener.Start();
        serving = Task.Run(() => ServeAsync(answer)); // not on the test's own threads: sending blocks one
        var server = (IPEndPoint)listener.LocalEndpoint;
        var world = new World(["9800012345678901231"], new DateOnly(2026, 6, 15), "CNY");
        // A busy machine may take long for an answer that comes.
        var patience = TimeSpan.FromMilliseconds(answer.Length == 0 ? 300 : 10_000);
        var options = new WireOptions { Seed = 1, Patience = patience };
        var report = new WireReport();
        var fuzz = new Fuzz(new WireTarget(server, server, world), options, new Accounts(), report);
        var calls = Enumerable.Range(0, 500).Select(index => InputMix.Create(1, index, world))
            .Where(input => input is { Level: WireLevel.Call, IsRude: false, MustRefuse: true }).Take(5);
        foreach (var call in calls) fuzz.Send(call);
        return report.Violations;
    }

    private async Task ServeAsync(HeaderLine[] answer)
    {
        byte[] block = Hpack.Encode([new(":status", "200"), new("content-type", "application/grpc"), .. answer]);
        byte[] whole = answer.Length == 0
            ? []
            : Frames.Make(FrameType.Headers, Frames.EndHeaders | Frames.EndStream, 1, block);
        var buffer = new byte[64 * 1024];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var connection = await listener.AcceptSocketAsync(stop.Token);
                await connection.ReceiveAsync(buffer, stop.Token);
                await connection.SendAsync(whole, stop.Token);
                while (await connection.ReceiveAsync(buffer, stop.Token) > 0) { }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The test is over, or the client has reset the connection as it always does.
            }
        }
    }
}
