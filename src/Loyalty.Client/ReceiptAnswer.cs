using Loyalty.V1;

namespace Loyalty.Client;

/// <summary>The outcome of a receipt: it earned, now or before, or it was refused permanently.</summary>
public readonly record struct ReceiptAnswer(
    AccruePointsRequest Request, AccruePointsResponse? Accrued, Refusal? Refused);
