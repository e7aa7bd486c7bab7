using Loyalty.V1;

namespace Loyalty.Client;

public sealed partial class LoyaltyClient
{
    public Task<CreateMemberResponse> CreateMemberAsync(CreateMemberRequest request, CancellationToken cancellation) =>
        CallAsync(_members, static (c, r, o) => c.CreateMemberAsync(r, o), request, cancellation);

    public Task<GetMemberResponse> GetMemberAsync(GetMemberRequest request, CancellationToken cancellation) =>
        CallAsync(_members, static (c, r, o) => c.GetMemberAsync(r, o), request, cancellation);

    public Task<UpdateMemberResponse> UpdateMemberAsync(UpdateMemberRequest request, CancellationToken cancellation) =>
        CallAsync(_members, static (c, r, o) => c.UpdateMemberAsync(r, o), request, cancellation);

    public Task<FindMembersResponse> FindMembersAsync(FindMembersRequest request, CancellationToken cancellation) =>
        CallAsync(_members, static (c, r, o) => c.FindMembersAsync(r, o), request, cancellation);

    public Task<MergeMembersResponse> MergeMembersAsync(MergeMembersRequest request, CancellationToken cancellation) =>
        CallAsync(_members, static (c, r, o) => c.MergeMembersAsync(r, o), request, cancellation);

    public Task<EraseMemberResponse> EraseMemberAsync(EraseMemberRequest request, CancellationToken cancellation) =>
        CallAsync(_members, static (c, r, o) => c.EraseMemberAsync(r, o), request, cancellation);
}
