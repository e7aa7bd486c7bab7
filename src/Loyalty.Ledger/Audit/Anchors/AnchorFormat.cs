using System.Globalization;

namespace Loyalty.Ledger.Audit.Anchors;

/// <summary>
/// An anchor file, version 1: ASCII lines, each ended by one newline. First the version, the time, and the root of the
/// anchor that it replaces (or "none"); then "card_id seq hash" for each card, ascending; then the number of cards; last
/// the root, SHA-256 over all bytes before its line. A file that was cut off has no root.
/// </summary>
internal static class AnchorFormat
{
    public const string Version = "loyalty anchor 1";
    public const string Time = "time ";
    public const string After = "after ";
    public const string Cards = "cards ";
    public const string Root = "root ";
    public const string None = "none";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Print(DateTimeOffset time) =>
        time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset? ParseTime(string text) => DateTimeOffset.TryParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
