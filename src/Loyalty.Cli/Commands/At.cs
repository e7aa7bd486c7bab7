using System.CommandLine;
using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Loyalty.Cli.Csv;

namespace Loyalty.Cli.Commands;

/// <summary><c>--at INSTANT</c>: as of when to answer.</summary>
internal static class At
{
    public static readonly Option<string?> Option = new("--at")
    {
        Description = "As of when, like 2026-11-30T14:30 in the mall's time or 2026-11-30T06:30:00Z [default: now]",
        HelpName = "INSTANT",
    };

    private static readonly string[] s_zoned = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK"];

    /// <summary>Null where it isn't given.</summary>
    public static async Task<Timestamp?> ReadAsync(Session session, CancellationToken cancellation)
    {
        if (session.Arguments.GetValue(Option) is not { } text) return null;
        if (LocalTimeText.TryParse(Encoding.UTF8.GetBytes(text), out var local))
            return MallTime.Of(await session.Client.Program.GetProgramAsync(
                new(), cancellationToken: cancellation)).ToTimestamp(local);
        return DateTimeOffset.TryParseExact(
            text, s_zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? Timestamp.FromDateTimeOffset(instant)
            : throw new UsageException(
                $"--at “{text}” is no time; write one like 2026-11-30T14:30 or 2026-11-30T06:30:00Z.");
    }
}
