using System.Globalization;
using System.Net.Sockets;
using Loyalty.WireFuzz.Http2;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz.Load;

/// <summary>
/// Connections that are opened and then held: silent, half-closed, or so slow that they never come to an end. One byte
/// a second is sent on those that are slow.
/// </summary>
public sealed class Siege : IAsyncDisposable
{
    private const int OwnFiles = 1_000; // what this process needs besides
    private const int Batch = 500;

    private static readonly byte[] s_getCard = Hpack.Encode(CallHead.Of("/loyalty.v1.CardsService/GetCard"));
    private static readonly byte[] s_upload = Hpack.Encode(CallHead.Of("/loyalty.v1.PointsService/UploadReceipts"));

    /// <summary>How each kind begins, and what it says every second; nothing if it is silent.</summary>
    private static readonly (string Kind, bool IsHealth, byte[] Begin, byte[] Then)[] s_kinds =
    [
        ("held: silent", false, [], []),
        ("held: idle", false, Frames.Start, []),
        ("held: half-closed", false, Frames.Start, []),
        ("held: slow body", false, [.. Frames.Start, .. Head(s_getCard)], Frames.Make(FrameType.Data, 0, 1, [0])),
        ("held: slow headers", false, [.. Frames.Start, .. Frames.Make(FrameType.Headers, 0, 1, s_getCard)],
            Frames.Make(FrameType.Continuation, 0, 1, [])),
        ("held: upload without end", false, [.. Frames.Start, .. Head(s_upload)], []),
        ("held: slow preface", false, [], "P"u8.ToArray()),
        ("held: slow HTTP/1.1", true, "GET /healthz/live HTTP/1.1\r\nHost: x\r\nX: "u8.ToArray(), "x"u8.ToArray()),
    ];

    private readonly List<(Socket Socket, int Kind)> held = [];
    private readonly CancellationTokenSource stop = new();
    private Task trickling = Task.CompletedTask;

    /// <summary>How many connections one process may open here.</summary>
    public static int MaxConnections => Math.Max(0, OpenFilesLimit() - OwnFiles);

    /// <summary>Opens so many connections of all kinds, or says why not.</summary>
    public async Task BeginAsync(WireTarget target, int connections, WireReport report)
    {
        for (var i = 0; i < connections; i++)
        {
            var kind = i % s_kinds.Length;
            try
            {
                var server = s_kinds[kind].IsHealth ? target.Health : target.Grpc;
                var socket = RawSocket.Connect(server, TimeSpan.FromSeconds(5));
                socket.Blocking = false;
                held.Add((socket, kind));
                RawSocket.TrySend(socket, s_kinds[kind].Begin);
                if (s_kinds[kind].Kind == "held: half-closed") RawSocket.EndSending(socket);
            }
            catch (SocketException e)
            {
                report.Violate($"connection {i} of {connections} could not be opened: {e.SocketErrorCode}");
                break;
            }

            if (i % Batch == Batch - 1) await Task.Delay(20); // the port's queue of new connections is not the subject
        }

        trickling = TrickleAsync();
    }

    /// <summary>Ends it, and counts which connections the server had ended itself.</summary>
    public async Task EndAsync(WireReport report)
    {
        await stop.CancelAsync();
        await trickling;
        foreach (var (socket, kind) in held)
        {
            report.Count(s_kinds[kind].Kind, IsEnded(socket) ? "ended by the server" : "held");
            RawSocket.Drop(socket);
        }

        held.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await trickling;
        foreach (var (socket, _) in held) RawSocket.Drop(socket);
        stop.Dispose();
    }

    private static byte[] Head(byte[] block) => Frames.Make(FrameType.Headers, Frames.EndHeaders, 1, block);

    private async Task TrickleAsync()
    {
        using var every = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await every.WaitForNextTickAsync(stop.Token))
            {
                foreach (var (socket, kind) in held)
                    if (s_kinds[kind].Then.Length > 0) RawSocket.TrySend(socket, s_kinds[kind].Then);
            }
        }
        catch (OperationCanceledException)
        {
            // The siege is over.
        }
    }

    private static bool IsEnded(Socket socket)
    {
        var buffer = new byte[4_096];
        while (true)
        {
            var read = socket.Receive(buffer, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock) return false;
            if (error != SocketError.Success || read == 0) return true;
        }
    }

    private static int OpenFilesLimit()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits)) return 1_024;
        var line = File.ReadLines(Limits).First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : 65_536;
    }
}
