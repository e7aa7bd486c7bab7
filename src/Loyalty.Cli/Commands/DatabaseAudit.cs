using System.Runtime.CompilerServices;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Audit.Anchors;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>The audit of a database without its server: the one place where the command knows the ledger.</summary>
internal sealed class DatabaseAudit(string fileOrConnection, string? anchorPath, TimeProvider time) : IDisposable
{
    private readonly AnchorFile? anchor = anchorPath is null ? null : AnchorFile.Open(anchorPath, time);

    /// <summary>The anchor's roots; null if the audit has no anchor.</summary>
    public AnchorFacts? Anchor => anchor is null ? null : new AnchorFacts(anchor);

    /// <summary>Answers as the server would. The database is only read, in one snapshot; a server may run.</summary>
    public async IAsyncEnumerable<AuditLedgerResponse> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var report = await ReadAsync(cancellation);
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

    public void Dispose() => anchor?.Dispose();

    private async Task<AuditReport> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            await using var snapshot = await LedgerStores.OpenAsync(fileOrConnection, cancellation);
            return await Auditor.RunAsync(snapshot, anchor, cancellation);
        }
        catch (StoreException e)
        {
            throw new CommandException("DATABASE_UNREADABLE", e.Message, e);
        }
    }
}
