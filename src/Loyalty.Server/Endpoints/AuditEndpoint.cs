using Grpc.Core;
using Loyalty.Application;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Server.Identity;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The audit service.</summary>
internal sealed class AuditEndpoint(ILedgerStore store, CallerReader callers) : AuditService.AuditServiceBase
{
    public override async Task AuditLedger(
        AuditLedgerRequest request,
        IServerStreamWriter<AuditLedgerResponse> responseStream,
        ServerCallContext context)
    {
        callers.Read(context);
        var report = await Auditor.RunAsync(store, context.CancellationToken);
        foreach (var finding in report.Findings)
        {
            await responseStream.WriteAsync(
                new AuditLedgerResponse
                {
                    Finding = new V1.AuditFinding
                    {
                        CardId = finding.CardId?.ToString() ?? "",
                        Seq = finding.Seq ?? 0,
                        Rule = finding.Rule.ToString(),
                        Message = finding.Message,
                    },
                },
                context.CancellationToken);
        }

        await responseStream.WriteAsync(
            new AuditLedgerResponse
            {
                Summary = new AuditSummary
                {
                    Cards = report.Cards,
                    Entries = report.Entries,
                    Points = report.Points,
                    Findings = report.Differences,
                },
            },
            context.CancellationToken);
    }
}
