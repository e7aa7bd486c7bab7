using System.CommandLine;
using Loyalty.Cli.Replay;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty replay</c>: a file of receipts, all of them, once.</summary>
internal static class ReplayCommand
{
    private const int UnaryInFlight = 64;
    private const int StreamInFlight = 1_024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Argument<string> File = new("FILE")
    {
        Description = "Receipt lines as CSV, plain or gzipped",
    };

    private static readonly Option<bool> Stream = new("--stream")
    {
        Description = "Upload over streams instead of one call per receipt",
    };

    private static readonly Option<int> Streams = new("--streams")
    {
        Description = "How many streams",
        DefaultValueFactory = static _ => 2,
        HelpName = "N",
    };

    private static readonly Option<int?> InFlight = new("--in-flight")
    {
        Description = $"Receipts unanswered at once [default: {UnaryInFlight}; with --stream {StreamInFlight}]",
        HelpName = "N",
    };

    private static readonly Option<string?> ByCard = new("--by-card")
    {
        Description = "Write card,card_number,points,balance of each card to a file",
        HelpName = "FILE",
    };

    public static Command Create(CommandFactory commands) => commands.Create(
        "replay", "Accrue a file of receipts; run again, it moves nothing",
        [File, Stream, Streams, InFlight, ByCard],
        (session, cancellation) => new ReplayRun(session, Read(session.Arguments)).RunAsync(cancellation),
        Patience);

    private static ReplayOptions Read(ParseResult parsed)
    {
        var streams = parsed.GetValue(Stream) ? parsed.GetValue(Streams) : 0;
        if (streams < 0 || (parsed.GetValue(Stream) && streams == 0) || streams > 64)
            throw new UsageException("--streams takes a number from 1 to 64.");
        var inFlight = parsed.GetValue(InFlight) ?? (streams > 0 ? StreamInFlight : UnaryInFlight);
        if (inFlight is < 1 or > 100_000) throw new UsageException("--in-flight takes a number from 1 to 100000.");
        return new ReplayOptions(parsed.GetRequiredValue(File), streams, inFlight, parsed.GetValue(ByCard));
    }
}
