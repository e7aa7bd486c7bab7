using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Grains;
using Loyalty.Ledger;
using Loyalty.Members;
using Loyalty.Server.Identity;
using Loyalty.Server.Settings;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The import service; one file per call.</summary>
public sealed partial class Imports(
    CardCalls cards, CallerReader callers, ILedgerStore ledger, IExportStore exports, MemberRegister members,
    MemberMerging merging, LoyaltyProgram program, LoyaltySettings settings)
    : ImportService.ImportServiceBase
{
    private Caller Admit(ServerCallContext context)
    {
        var caller = callers.Read(context);
        return CallerRights.Check(caller, CallerRight.Migrate) is { } refused
            ? throw new RefusedException(refused)
            : caller;
    }
}
