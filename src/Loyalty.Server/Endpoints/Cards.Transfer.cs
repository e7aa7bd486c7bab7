using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<TransferPointsResponse> TransferPoints(
        TransferPointsRequest request, ServerCallContext context)
    {
        var refusals = new RequestValidator();
        refusals.Add(CardNumber.Parse(request.ToCardNumber, out var to), "to_card_number");
        var points = ReadPoints(request, ref refusals);
        var change = ReadChange(
            context, Domain.Cards.TransferPoints.Verb, request.RequestId, request.FromCardNumber, refusals.Refused);
        var command = new Domain.Cards.TransferPoints(change.RequestId, change.Number, default, to, points);
        var answer = await desk.TransferAsync(command, change.Caller);
        return new TransferPointsResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }

    /// <summary>Null for all.</summary>
    private static long? ReadPoints(TransferPointsRequest request, ref RequestValidator refusals)
    {
        var isOne = request.HasPoints
            ? request is { Points: > 0, HasScope: false }
            : request is { HasScope: true, Scope: PointsScope.All };
        if (!isOne) refusals.Add(Refusal.FieldMalformed, "amount");
        return request.HasPoints ? request.Points : null;
    }
}
