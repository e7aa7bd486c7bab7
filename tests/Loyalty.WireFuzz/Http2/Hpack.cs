using System.Text;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz.Http2;

/// <summary>
/// Header blocks (RFC 7541) without a dynamic table and without Huffman codes: what is sent never uses them, and the
/// server is told not to either.
/// </summary>
public static class Hpack
{
    /// <summary>RFC 7541, appendix A; the first has index 1.</summary>
    private static readonly (string Name, string Value)[] s_static =
    [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"),
        (":scheme", "http"), (":scheme", "https"), (":status", "200"), (":status", "204"), (":status", "206"),
        (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"), ("accept-charset", ""),
        ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""), ("accept", ""),
        ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""), ("cache-control", ""),
        ("content-disposition", ""), ("content-encoding", ""), ("content-language", ""), ("content-length", ""),
        ("content-location", ""), ("content-range", ""), ("content-type", ""), ("cookie", ""), ("date", ""),
        ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""),
        ("if-modified-since", ""), ("if-none-match", ""), ("if-range", ""), ("if-unmodified-since", ""),
        ("last-modified", ""), ("link", ""), ("location", ""), ("max-forwards", ""), ("proxy-authenticate", ""),
        ("proxy-authorization", ""), ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""),
        ("server", ""), ("set-cookie", ""), ("strict-transport-security", ""), ("transfer-encoding", ""),
        ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
    ];

    /// <summary>Writes every header as a literal that is not to be indexed.</summary>
    public static byte[] Encode(IEnumerable<HeaderLine> headers)
    {
        var block = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            block.WriteByte(0);
            WriteText(block, name);
            WriteText(block, value);
        }

        return block.ToArray();
    }

    /// <summary>Reads a block that a server wrote without a dynamic table.</summary>
    /// <exception cref="InvalidDataException">It used one, or Huffman codes, or it ends too early.</exception>
    public static void Decode(ReadOnlySpan<byte> block, IDictionary<string, string> headers)
    {
        while (!block.IsEmpty)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
            {
                var (indexed, given) = Entry(ReadNumber(ref block, 7));
                headers[indexed] = given;
                continue;
            }

            if ((first & 0xe0) == 0x20)
            {
                ReadNumber(ref block, 5); // a new size of the dynamic table
                continue;
            }

            var index = ReadNumber(ref block, (first & 0x40) != 0 ? 6 : 4);
            var name = index == 0 ? ReadText(ref block) : Entry(index).Name;
            headers[name] = ReadText(ref block);
        }
    }

    private static (string Name, string Value) Entry(int index) => index >= 1 && index <= s_static.Length
        ? s_static[index - 1]
        : throw new InvalidDataException($"The header block refers to entry {index} of a table that isn't there.");

    private static void WriteText(MemoryStream block, string text)
    {
        var length = text.Length;
        if (length < 127)
        {
            block.WriteByte((byte)length);
        }
        else
        {
            block.WriteByte(127);
            for (length -= 127; length >= 128; length >>= 7) block.WriteByte((byte)(length & 127 | 128));
            block.WriteByte((byte)length);
        }

        block.Write(Encoding.Latin1.GetBytes(text));
    }

    private static string ReadText(ref ReadOnlySpan<byte> block)
    {
        var huffman = !block.IsEmpty && (block[0] & 0x80) != 0;
        var length = ReadNumber(ref block, 7);
        if (huffman || length > block.Length) throw new InvalidDataException("The header block's text can't be read.");
        var text = Encoding.Latin1.GetString(block[..length]);
        block = block[length..];
        return text;
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var mask = (1 << prefixBits) - 1;
        var number = Take(ref block) & mask;
        if (number < mask) return number;
        for (var shift = 0; shift <= 21; shift += 7)
        {
            var part = Take(ref block);
            number += (part & 127) << shift;
            if ((part & 128) == 0) return number;
        }

        throw new InvalidDataException("The header block has a number that is too large.");
    }

    private static byte Take(ref ReadOnlySpan<byte> block)
    {
        if (block.IsEmpty) throw new InvalidDataException("The header block ends too early.");
        var value = block[0];
        block = block[1..];
        return value;
    }
}
