using System.Runtime.CompilerServices;
using Loyalty.Ledger;
using Loyalty.Ledger.Audit;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>The audit of a database without its server: the one place where the command knows the ledger.</summary>
internal static class DatabaseAudit
{
    /// <summary>Answers as the server would. The database is only read, in one snapshot; a server may run.</summary>
    public static async IAsyncEnumerable<AuditLedgerResponse> RunAsync(
        string fileOrConnection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var report = await ReadAsync(fileOrConnection, cancellation);
        foreach (var finding in report.Findings)
        {
            yield return new AuditLedgerResponse
            {
                Finding = new V1.AuditFinding
                {
                    CardId = finding.CardId?.ToString() ?? "",
                    Seq = finding.Seq ?? 0,
                    Rule = finding.Rule.ToString(),
                    Message = finding.Message,
                },
            };
        }

        yield return new AuditLedgerResponse
        {
            Summary = new AuditSummary
            {
                Cards = report.Cards,
                Entries = report.Entries,
                Points = report.Points,
                Findings = report.Differences,
            },
        };
    }

    private static async Task<AuditReport> ReadAsync(string fileOrConnection, CancellationToken cancellation)
    {
        try
        {
            await using var snapshot = await LedgerStores.OpenAsync(fileOrConnection, cancellation);
            return await Auditor.RunAsync(snapshot, cancellation);
        }
        catch (StoreException e)
        {
            throw new CommandException("DATABASE_UNREADABLE", e.Message, e);
        }
    }
}
