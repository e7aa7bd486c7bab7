using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Grains;
using Loyalty.Ledger.Members;
using Loyalty.Server.Errors;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The members service; one file for each kind of call.</summary>
public sealed partial class Members(
    MemberRegister register, MemberCards memberCards, MemberMerging merging, CallerReader callers,
    LoyaltyProgram program, TimeProvider time)
    : MembersService.MembersServiceBase
{
    private Caller Admit(ServerCallContext context) =>
        callers.Read(context, out var caller) is { } refused ? throw GrpcErrors.ToException(refused) : caller;

    private static void ThrowIfAny(RequestValidator refusals)
    {
        if (refusals.Refused is { } refused) throw GrpcErrors.ToException(refused);
    }

    private static V1.Member Show(MemberAnswer answer, Domain.Members.MemberView view) => answer.Refused is null
        ? MemberMapping.ToWire(answer.Member!, view)
        : throw GrpcErrors.ToException(answer.Refused);
}
