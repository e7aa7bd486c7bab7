using System.CommandLine;
using Loyalty.Cli.Import;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty import</c>: an old system's members, cards and points.</summary>
internal static class ImportCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Argument<string> File = new("FILE") { Description = "Members and cards as CSV" };

    private static readonly Option<string?> Source = new("--source")
    {
        Description = "What the old system is called; of lines that don't say so themselves, and of members' keys",
        HelpName = "NAME",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Report only; send nothing" };

    private static readonly Option<bool> SkipFaulty = new("--skip-faulty")
    {
        Description = "Send the good lines of a file that has bad ones",
    };

    private static readonly Option<int> InFlight = new("--in-flight")
    {
        Description = "Calls unanswered at once",
        DefaultValueFactory = static _ => 64,
        HelpName = "N",
    };

    private static readonly Option<string?> Result = new("--result")
    {
        Description = "Write line,source,key,outcome,card_id,card_number,reason of each card to a file",
        HelpName = "FILE",
    };

    public static Command Create(CommandFactory commands) => commands.Create(
        "import", "Import an old system's members, cards and points; run again, nothing comes in twice",
        [File, Source, DryRun, SkipFaulty, InFlight, Result],
        (session, cancellation) => new ImportRun(session, Read(session.Arguments)).RunAsync(cancellation),
        Patience);

    private static ImportOptions Read(ParseResult parsed)
    {
        var inFlight = parsed.GetValue(InFlight);
        if (inFlight is < 1 or > 10_000) throw new UsageException("--in-flight takes a number from 1 to 10000.");
        var source = parsed.GetValue(Source) ?? "";
        if (source.Length > 0 && !Domain.Text.IsIdentifier(source))
            throw new UsageException("--source takes 1 to 64 printable ASCII characters.");
        return new ImportOptions(
            parsed.GetRequiredValue(File), source, parsed.GetValue(DryRun), parsed.GetValue(SkipFaulty), inFlight,
            parsed.GetValue(Result));
    }
}
