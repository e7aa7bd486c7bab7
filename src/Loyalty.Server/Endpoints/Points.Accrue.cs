using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Points
{
    /// <summary>
    /// A till's receipt: (1) who calls; (2) the request's shape, the number's card and its grain, in
    /// <see cref="CardCalls"/>; (3) the answer.
    /// </summary>
    public override async Task<AccruePointsResponse> AccruePoints(
        AccruePointsRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var answer = await cards.AccrueAsync(request.CardNumber, request.Receipt, caller);
        metrics.Count(answer);
        return answer.Refused is null
            ? EntryMapping.ToAccrual(answer.Entry!, answer.Replayed)
            : throw new RefusedException(answer.Refused);
    }
}
