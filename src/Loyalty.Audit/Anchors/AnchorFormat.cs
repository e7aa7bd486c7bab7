using System.Globalization;
using Loyalty.Ledger;

namespace Loyalty.Audit.Anchors;

/// <summary>
/// An anchor file, version 1: ASCII lines, each ended by one newline. First the version, the time, and the root of the
/// anchor that it replaces (or "none"); then "card_id seq hash" for each card, ascending; then the number of cards;
/// last the root, SHA-256 over all bytes before its line. A file that was cut off has no root.
/// </summary>
public static class AnchorFormat
{
    internal const string Version = "loyalty anchor 1";
    internal const string Time = "time ";
    internal const string After = "after ";
    internal const string Cards = "cards ";
    internal const string Root = "root ";
    internal const string None = "none";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>A time as it stands in an anchor: ISO 8601, UTC, milliseconds.</summary>
    public static string Print(DateTimeOffset time) =>
        time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    internal static DateTimeOffset? ParseTime(string text) => DateTimeOffset.TryParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
