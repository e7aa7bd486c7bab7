using System.Security.Cryptography;
using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Errors;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    public override async Task<IssueCardResponse> IssueCard(IssueCardRequest request, ServerCallContext context)
    {
        if (callers.Read(context, out var caller) is { } refused) throw GrpcErrors.ToException(refused);
        if (!IdMapping.TryRead(request.RequestId, out var requestId))
            throw GrpcErrors.ToException(new Refused(Refusal.RequestIdMalformed, "request_id"));

        var number = CardNumber.Create(settings.Program.IssuerPrefix, UnguessableBody());
        var cardId = CardId.ForRequest(caller.RequestScope, requestId);
        var answer = await cards.Get(cardId).IssueAsync(new IssueCard(requestId, number), caller);
        if (answer.Refused is not null) throw GrpcErrors.ToException(answer.Refused);

        var entry = answer.Entry!;
        var issued = CardState.Unissued(entry.CardId) with
        {
            Seq = entry.Seq, Number = entry.CardNumber!.Value, IssueDate = entry.BusinessDate,
        };
        return new IssueCardResponse
        {
            Card = EntryMapping.ToWire(issued, available: 0),
            Entry = EntryMapping.ToWire(entry),
            Replayed = answer.Replayed,
        };
    }

    /// <summary>The one place that makes up card numbers.</summary>
    private static string UnguessableBody() => RandomNumberGenerator.GetString("0123456789", CardNumber.BodyLength);
}
