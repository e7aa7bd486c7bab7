using Loyalty.Domain;
using Loyalty.Grains;
using Loyalty.Ledger;
using Loyalty.Ledger.Members;
using Loyalty.Server.Errors;
using Loyalty.Server.Identity;
using Loyalty.Server.Settings;
using Loyalty.V1;
using Grpc.Core;

namespace Loyalty.Server.Endpoints;

/// <summary>The import service; one file per call.</summary>
public sealed partial class Imports(
    CardCalls cards, CallerReader callers, ILedgerStore ledger, IExportStore exports, MemberRegister members,
    MemberMerging merging, LoyaltyProgram program, LoyaltySettings settings)
    : ImportService.ImportServiceBase
{
    private Caller Admit(ServerCallContext context)
    {
        var refused = callers.Read(context, out var caller) ?? CallerRights.Check(caller, CallerRight.Migrate);
        return refused is null ? caller : throw GrpcErrors.ToException(refused);
    }
}
