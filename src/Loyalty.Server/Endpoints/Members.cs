using Loyalty.Application.Members;
using Loyalty.Grains;
using Loyalty.Server.Identity;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>
/// The members service; one file for each kind of call. Each call reads the request, calls a use case and responds.
/// </summary>
internal sealed partial class Members(
    MemberDesk desk, MemberMerging merging, CallerReader callers, LoyaltyProgram program)
    : MembersService.MembersServiceBase;
