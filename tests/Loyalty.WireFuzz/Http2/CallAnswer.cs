using System.Globalization;
using System.Text;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz.Http2;

/// <summary>The answer to a call.</summary>
public sealed class CallAnswer
{
    /// <summary>Headers and trailers together; later ones win.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.Ordinal);

    public List<byte> Body { get; } = [];

    /// <summary>Whether the server ended the stream with an answer.</summary>
    public bool IsWhole { get; set; }

    /// <summary>With which code the server reset the stream; null if it didn't.</summary>
    public uint? Reset { get; set; }

    /// <summary>Nothing came in time.</summary>
    public bool TimedOut { get; set; }

    /// <summary>A part that can't be in an answer; null if none.</summary>
    public string? Unreadable { get; set; }

    public string HttpStatus => Headers.GetValueOrDefault(":status", "");

    /// <summary>The gRPC status; null without one.</summary>
    public int? Status => int.TryParse(
        Headers.GetValueOrDefault("grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
        ? status
        : null;

    public string Message => Uri.UnescapeDataString(Headers.GetValueOrDefault("grpc-message", ""));

    /// <summary>The bytes of the status details; empty without any.</summary>
    public byte[] Details
    {
        get
        {
            var text = Headers.GetValueOrDefault("grpc-status-details-bin", "");
            return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
        }
    }

    /// <summary>The messages of the body.</summary>
    public IEnumerable<byte[]> Messages() => MessageInputs.Unframe([.. Body]);

    /// <summary>Every text that the caller was given.</summary>
    public string AllText()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Headers) text.Append(name).Append(": ").Append(value).Append('\n');
        return text.Append(Message).Append('\n').Append(Encoding.Latin1.GetString(Details)).ToString();
    }
}
