using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Grains.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Points
{
    /// <summary>A till's receipt: (1) the caller; (2) the receipt's form, then the accrual; (3) the answer.</summary>
    public override async Task<AccruePointsResponse> AccruePoints(
        AccruePointsRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var answer = await AccrueAsync(request.CardNumber, request.Receipt, caller);
        metrics.Count(answer);
        return answer.Refused is null
            ? EntryMapping.ToAccrual(answer.Entry!, answer.Replayed)
            : throw new RefusedException(answer.Refused);
    }

    /// <summary>Reads a receipt and accrues it. A refusal is an answer, never thrown.</summary>
    private Task<CardAnswer> AccrueAsync(string cardNumber, V1.Receipt? receipt, Caller caller) =>
        AccrualReader.Read(cardNumber, receipt, caller, program, out var command) is { } refused
            ? Task.FromResult(CardAnswer.Of(refused))
            : accruals.AccrueAsync(command!, caller);
}
