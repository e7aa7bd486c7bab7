using Grpc.Core;
using Loyalty.Application;
using Loyalty.Application.Imports;
using Loyalty.Domain;
using Loyalty.Grains;
using Loyalty.Server.Identity;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>
/// The import service; one file per call. Each call reads the request, calls a use case and responds.
/// </summary>
internal sealed partial class Imports(
    CardImport import, ImportLookup lookup, CardExport export, CallerReader callers, LoyaltyProgram program)
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
