using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    public override async Task<TransferPointsResponse> TransferPoints(
        TransferPointsRequest request, ServerCallContext context)
    {
        var refusals = new RequestValidator();
        refusals.Add(CardNumber.Parse(request.ToCardNumber, out var to), "to_card_number");
        var points = ReadPoints(request, ref refusals);
        var answer = await ChangeAsync(
            context, CallerRight.ServeCustomers, request.RequestId, request.FromCardNumber, refusals.Refused,
            async (card, change) =>
            {
                var toCardId = await FindOtherAsync(change.Number, to);
                return await card.ExecuteAsync(
                    new Domain.Cards.TransferPoints(change.RequestId, change.Number, toCardId, to, points),
                    change.Caller);
            });
        return new TransferPointsResponse { Entry = EntryMapping.ToWire(answer.Entry!), Replayed = answer.Replayed };
    }

    /// <summary>The card that gets the points, which is not the one that gives them.</summary>
    private async Task<CardId> FindOtherAsync(CardNumber from, CardNumber to)
    {
        var cardId = await cards.FindIdAsync(to);
        if (cardId is null)
            throw new RefusedException(CardCalls.Unknown(to) with { Field = "to_card_number" });
        return cardId == await cards.FindIdAsync(from)
            ? throw new RefusedException(new Refused(Refusal.FieldMalformed, "to_card_number"))
            : cardId.Value;
    }

    /// <summary>Null for all.</summary>
    private static long? ReadPoints(TransferPointsRequest request, ref RequestValidator refusals)
    {
        if (request.HasPoints == request.All is not null || request is { HasPoints: true, Points: < 1 })
            refusals.Add(Refusal.FieldMalformed, "amount");
        return request.HasPoints ? request.Points : null;
    }
}
