using System.Globalization;
using System.Text;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>How times, texts and bytes look in a header.</summary>
internal static class HeaderText
{
    private const long LargestTimeout = 99_999_999;
    private const string Hex = "0123456789ABCDEF";

    /// <summary>
    /// Writes a timeout, rounded up; at most 8 digits and a unit. Nothing left is the shortest there is.
    /// </summary>
    public static string FromTimeout(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
            return "1n";
        var milliseconds = (long)Math.Ceiling(timeout.TotalMilliseconds);
        return milliseconds <= LargestTimeout
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Min((milliseconds / 1000) + 1, LargestTimeout)}S");
    }

    /// <summary>Reads a timeout; null for what isn't one.</summary>
    public static TimeSpan? ToTimeout(string text)
    {
        if (text.Length is < 2 or > 9)
            return null;
        var digits = text.AsSpan(0, text.Length - 1);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            return null;
        return text[^1] switch
        {
            'H' => TimeSpan.FromHours(n),
            'M' => TimeSpan.FromMinutes(n),
            'S' => TimeSpan.FromSeconds(n),
            'm' => TimeSpan.FromMilliseconds(n),
            'u' => TimeSpan.FromTicks(n * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks((n + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }

    /// <summary>Writes a status text: UTF-8, with % and whatever isn't printable ASCII percent-encoded.</summary>
    public static string FromStatusDetail(string detail)
    {
        if (!detail.AsSpan().ContainsAnyExceptInRange(' ', '~') && !detail.Contains('%', StringComparison.Ordinal))
            return detail;
        var text = new StringBuilder(detail.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(detail))
        {
            if (b is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
                text.Append((char)b);
            else
                text.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }

        return text.ToString();
    }

    public static string ToStatusDetail(string text) => Uri.UnescapeDataString(text);

    /// <summary>
    /// Adds one header line. A binary one may hold several values, separated by commas, padded or not.
    /// </summary>
    public static void AddTo(Metadata metadata, string key, string value)
    {
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(key, value);
            return;
        }

        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
            metadata.Add(key, Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '=')));
    }
}
