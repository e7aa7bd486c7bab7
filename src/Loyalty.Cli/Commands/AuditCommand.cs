using System.CommandLine;
using System.Text.Json.Nodes;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty audit</c>: findings as they come, then the summary.</summary>
internal static class AuditCommand
{
    private static readonly Option<string?> Database = new("--database")
    {
        Description = "Audit a database without its server: an SQLite file or folder, or a PostgreSQL connection",
        HelpName = "FILE|CONNECTION",
    };

    public static Command Create(CommandFactory commands) => commands.Create(
        "audit", "Recompute every card from its entries; fails on any difference", [Database], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        AuditSummary? summary = null;
        var answers = session.Arguments.GetValue(Database) is { } database
            ? DatabaseAudit.RunAsync(database, cancellation)
            : session.Client.AuditLedgerAsync(cancellation);
        await foreach (var answer in answers)
        {
            if (answer.Finding is { } finding) Report(session.Reporter, finding);
            summary = answer.Summary;
        }

        session.Reporter.Answer(summary!,
        [
            ("cards", $"{summary!.Cards}"),
            ("entries", $"{summary.Entries}"),
            ("points", $"{summary.Points}"),
            ("findings", $"{summary.Findings}"),
        ]);
        return summary.Findings == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Report(Reporter reporter, AuditFinding finding)
    {
        if (reporter.IsJson)
        {
            reporter.Json(new JsonObject { ["finding"] = MessageJson.Of(finding) });
            return;
        }

        var card = finding.CardId.Length > 0 ? $"card {finding.CardId}" : "no card";
        var entry = finding.Seq > 0 ? $", entry {finding.Seq}" : "";
        reporter.Line($"{card}{entry}: {finding.Rule}: {finding.Message}");
    }
}
