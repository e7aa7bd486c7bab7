using System.Buffers.Text;

namespace Loyalty.Cli.Csv;

/// <summary>
/// A local time in ISO 8601 without zone: 2017-01-01T07:30:27, with a space for the T, without the seconds, or with a
/// fraction, which is dropped. A zone is an error: the file's times are the mall's.
/// </summary>
internal static class LocalTimeText
{
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[13] != ':') return false;
        if (text[10] is not ((byte)'T' or (byte)' ')) return false;
        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month)
            || !Number(text[8..10], out var day) || !Number(text[11..13], out var hour)
            || !Number(text[14..16], out var minute)) return false;
        var second = 0;
        if (text.Length > 16 && !Seconds(text[16..], out second)) return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return true;
    }

    private static bool Seconds(ReadOnlySpan<byte> text, out int second)
    {
        second = 0;
        if (text.Length < 3 || text[0] != ':' || !Number(text[1..3], out second)) return false;
        var fraction = text[3..];
        if (fraction.Length == 0) return true;
        return fraction[0] == '.' && fraction.Length > 1
            && !fraction[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        return !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(digits, out value, out var read) && read == digits.Length;
    }
}
