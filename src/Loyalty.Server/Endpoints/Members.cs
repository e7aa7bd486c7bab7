using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Grains;
using Loyalty.Members;
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
    private static V1.Member Show(MemberAnswer answer, Domain.Members.MemberView view) => answer.Refused is null
        ? MemberMapping.ToWire(answer.Member!, view)
        : throw new RefusedException(answer.Refused);
}
