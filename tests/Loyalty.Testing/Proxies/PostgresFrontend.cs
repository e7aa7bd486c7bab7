using System.Buffers.Binary;

namespace Loyalty.Testing;

/// <summary>Which ends of a statement that writes are among some bytes.</summary>
[Flags]
internal enum StatementPart
{
    None = 0,
    Begins = 1,
    Ends = 2,
}

/// <summary>
/// Follows what a client sends to PostgreSQL, in pieces of any size, as far as it takes to know when a statement that
/// writes to the ledger has gone by whole: from the Bind of a statement whose Parse named the write function, to the
/// Sync at which the server commits. Messages: PostgreSQL documentation, "Message Formats".
/// </summary>
internal sealed class PostgresFrontend
{
    private const int KeptBytes = 512; // of a message; names and the beginning of a text fit
    private const int StartupVersion = 3;

    private readonly HashSet<string> writers = new(StringComparer.Ordinal);
    private readonly byte[] kept = new byte[KeptBytes];
    private bool started;
    private int keptLength;
    private long length = -1;
    private long seen;
    private bool writing;

    /// <summary>How an error of the ledger's own guards looks on its way back.</summary>
    public static ReadOnlySpan<byte> GuardFailed => "CLY001\0"u8;

    private static ReadOnlySpan<byte> WriteFunction => "ledger_write"u8;

    public StatementPart Read(ReadOnlySpan<byte> bytes)
    {
        var part = StatementPart.None;
        while (bytes.Length > 0)
        {
            var header = started ? 5 : 4; // the first messages have no type
            var wanted = length < 0 ? header - seen : length - seen;
            var taken = (int)Math.Min(wanted, bytes.Length);
            Keep(bytes[..taken]);
            bytes = bytes[taken..];
            seen += taken;
            if (length < 0 && seen == header)
                length = header - 4 + BinaryPrimitives.ReadInt32BigEndian(kept.AsSpan(header - 4));
            if (seen != length) continue;
            part |= EndMessage();
            (length, seen, keptLength) = (-1, 0, 0);
        }

        return part;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var fits = bytes[..Math.Min(bytes.Length, KeptBytes - keptLength)];
        fits.CopyTo(kept.AsSpan(keptLength));
        keptLength += fits.Length;
    }

    private StatementPart EndMessage()
    {
        var message = kept.AsSpan(0, keptLength);
        if (!started)
        {
            // Requests for encryption or to cancel have versions of their own; they are not the start.
            started = BinaryPrimitives.ReadInt16BigEndian(message[4..]) == StartupVersion;
            return StatementPart.None;
        }

        var body = message[5..];
        switch ((char)message[0])
        {
            case 'P':
                var name = Text(ref body);
                if (body.IndexOf(WriteFunction) >= 0) writers.Add(name);
                else writers.Remove(name);
                return StatementPart.None;
            case 'B':
                Text(ref body); // the portal
                if (!writers.Contains(Text(ref body))) return StatementPart.None;
                writing = true;
                return StatementPart.Begins;
            case 'S' when writing:
                writing = false;
                return StatementPart.Ends;
            default:
                return StatementPart.None;
        }
    }

    private static string Text(ref Span<byte> body)
    {
        var end = body.IndexOf((byte)0);
        var text = System.Text.Encoding.UTF8.GetString(body[..end]);
        body = body[(end + 1)..];
        return text;
    }
}
