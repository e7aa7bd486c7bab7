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

    private static readonly Option<string?> Anchor = new("--anchor")
    {
        Description = "With --database: compare it with this anchor, and when it is clean, renew (or write) the anchor",
        HelpName = "FILE",
    };

    public static Command Create(CommandFactory commands) => commands.Create(
        "audit", "Recompute every card from its entries; fails on any difference", [Database, Anchor], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        AuditSummary? summary = null;
        using var direct = OpenDatabase(session);
        var answers = direct?.RunAsync(cancellation) ?? session.Client.AuditLedgerAsync(cancellation);
        await foreach (var answer in answers)
        {
            if (answer.Finding is { } finding) Report(session.Reporter, finding);
            summary = answer.Summary;
        }

        Report(session.Reporter, summary!, direct?.Anchor);
        return summary!.Findings == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static DatabaseAudit? OpenDatabase(Session session)
    {
        var anchor = session.Arguments.GetValue(Anchor);
        if (session.Arguments.GetValue(Database) is { } database)
            return new DatabaseAudit(database, anchor, session.CliEnvironment.Client.Time);
        return anchor is null
            ? null
            : throw new UsageException("--anchor needs --database: an anchor is compared with the database itself.");
    }

    private static void Report(Reporter reporter, AuditSummary summary, AnchorFacts? anchor)
    {
        if (reporter.IsJson)
        {
            var json = (JsonObject)MessageJson.Of(summary);
            if (anchor is not null) json["anchor"] = anchor.ToJson();
            reporter.Json(json);
            return;
        }

        reporter.Facts(
        [
            ("cards", $"{summary.Cards}"),
            ("entries", $"{summary.Entries}"),
            ("points", $"{summary.Points}"),
            ("findings", $"{summary.Findings}"),
            ("anchor verified", anchor?.Verified ?? ""),
            ("anchor written", anchor?.Written ?? ""),
        ]);
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
