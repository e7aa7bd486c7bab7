using Grpc.Core;
using Loyalty.Ledger;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The audit service.</summary>
public sealed class AuditEndpoint(ILedgerStore store) : AuditService.AuditServiceBase
{
    public override async Task AuditLedger(
        AuditLedgerRequest request,
        IServerStreamWriter<AuditLedgerResponse> responseStream,
        ServerCallContext context)
    {
        await Task.CompletedTask;
        _ = store;
    }
}
