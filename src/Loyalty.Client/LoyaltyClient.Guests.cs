using Loyalty.V1;

namespace Loyalty.Client;

public sealed partial class LoyaltyClient
{
    public Task<IssueGuestCardResponse> IssueGuestCardAsync(
        IssueGuestCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.IssueGuestCardAsync(r, o), request, cancellation);

    public Task<PresentReceiptResponse> PresentReceiptAsync(
        PresentReceiptRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.PresentReceiptAsync(r, o), request, cancellation);

    public Task<ClaimGuestCardResponse> ClaimGuestCardAsync(
        ClaimGuestCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.ClaimGuestCardAsync(r, o), request, cancellation);
}
