using System.CommandLine;
using Loyalty.Cli.Import;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty export</c>: all members, cards and points, as an import takes them.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Where to write it, readable by you alone [default: stdout]",
        HelpName = "FILE",
    };

    public static Command Create(CommandFactory commands) => commands.Create(
        "export", "Write all members, cards and points as CSV, personal data and all", [Out],
        (session, cancellation) =>
        {
            var path = session.Arguments.GetValue(Out);
            if (path is null && session.Reporter.IsJson)
                throw new UsageException("--json needs --out: both end stdout.");
            return new ExportRun(session, path).RunAsync(cancellation);
        });
}
