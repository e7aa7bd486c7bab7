using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz.Http2;

/// <summary>
/// A connection for calls, without a thread, task or lock of its own: a batch of calls is written at once, then read
/// until each has its answer. It breaks only where the server ends it.
/// </summary>
public sealed class CallConnection : IDisposable
{
    /// <summary>
    /// The most bytes of a batch's bodies: less than half of Kestrel's default window of a connection, so that nobody
    /// has to wait for it to be opened again.
    /// </summary>
    public const int MaxBatchBytes = 256 * 1024;

    private readonly Socket socket;
    private readonly Dictionary<uint, CallAnswer> open = [];
    private byte[] buffer = new byte[64 * 1024];
    private int filled;
    private uint nextStream = 1;

    public CallConnection(EndPoint server, TimeSpan patience)
    {
        socket = RawSocket.Connect(server, patience);
        RawSocket.TrySend(socket, Frames.Start);
    }

    /// <summary>Whether the server has ended it, or said that it will.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>How many calls it has carried.</summary>
    public int Calls => (int)(nextStream / 2);

    /// <summary>Sends the calls and waits for all the answers.</summary>
    public CallAnswer[] Exchange(IReadOnlyList<WireInput> inputs)
    {
        var output = new List<byte>(4_096);
        var answers = new CallAnswer[inputs.Count];
        for (var i = 0; i < answers.Length; i++, nextStream += 2)
        {
            open[nextStream] = answers[i] = new CallAnswer();
            Frames.AddHeaders(output, nextStream, Hpack.Encode(inputs[i].Headers), endsStream: false);
            Frames.AddBody(output, nextStream, inputs[i].Bytes);
        }

        if (!RawSocket.TrySend(socket, [.. output])) IsBroken = true; // what it answered before may still be read
        while (open.Count > 0 && TryReadFrame()) { }
        open.Clear();
        return answers;
    }

    public void Dispose() => RawSocket.Drop(socket);

    private bool TryReadFrame()
    {
        if (!TryFill(Frames.HeaderBytes)) return false;
        var length = (buffer[0] << 16) | (buffer[1] << 8) | buffer[2];
        if (!TryFill(Frames.HeaderBytes + length)) return false;
        var payload = buffer.AsSpan(Frames.HeaderBytes, length);
        var stream = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(5));
        Take((FrameType)buffer[3], buffer[4], stream, payload);
        var used = Frames.HeaderBytes + length;
        buffer.AsSpan(used, filled - used).CopyTo(buffer);
        filled -= used;
        return true;
    }

    private void Take(FrameType type, byte flags, uint stream, ReadOnlySpan<byte> payload)
    {
        if (type == FrameType.GoAway) IsBroken = true;
        if (type == FrameType.Settings && (flags & Frames.Ack) == 0)
            RawSocket.TrySend(socket, Frames.Make(FrameType.Settings, Frames.Ack, 0, []));
        if (!open.TryGetValue(stream, out var answer)) return;
        switch (type)
        {
            case FrameType.Headers:
                Read(answer, payload);
                break;
            case FrameType.Data:
                answer.Body.AddRange(payload);
                break;
            case FrameType.ResetStream:
                // Once the answer is whole, this only says that the rest of the request isn't wanted.
                answer.Reset = BinaryPrimitives.ReadUInt32BigEndian(payload);
                open.Remove(stream);
                return;
        }

        if (type is not (FrameType.Headers or FrameType.Data) || (flags & Frames.EndStream) == 0) return;
        answer.IsWhole = true;
        open.Remove(stream);
    }

    private static void Read(CallAnswer answer, ReadOnlySpan<byte> block)
    {
        try
        {
            Hpack.Decode(block, answer.Headers);
        }
        catch (InvalidDataException e)
        {
            answer.Unreadable = e.Message;
        }
    }

    private bool TryFill(int wanted)
    {
        if (buffer.Length < wanted) Array.Resize(ref buffer, wanted);
        while (filled < wanted)
        {
            var read = RawSocket.Receive(socket, buffer.AsSpan(filled), out var timedOut);
            if (read > 0)
            {
                filled += read;
                continue;
            }

            IsBroken = true;
            if (timedOut) foreach (var answer in open.Values) answer.TimedOut = true;
            return false;
        }

        return true;
    }
}
