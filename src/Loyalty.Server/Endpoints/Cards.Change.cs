using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    /// <summary>The parts that every request to change a card has.</summary>
    private readonly record struct Change(Guid RequestId, CardNumber Number, Caller Caller);

    /// <summary>Reads them: (1) the caller; (2) the request's form, and whether the caller may.</summary>
    /// <param name="context">The call.</param>
    /// <param name="verb">The change.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="cardNumber">The presented number.</param>
    /// <param name="malformed">The fault in the request's other parts; null if none.</param>
    private Change ReadChange(
        ServerCallContext context, CardVerb verb, string requestId, string cardNumber, Refused? malformed = null)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(requestId, ref refusals);
        refusals.Add(CardNumber.Parse(cardNumber, out var number), "card_number");
        refusals.Add(malformed);
        refusals.Add(CallerRights.Check(caller, verb.Right));
        refusals.ThrowIfAny();
        return new Change(id, number, caller);
    }

    /// <summary>Checks an operator's words, which stand in the ledger for ever.</summary>
    private static Refused? CheckReason(string reason, bool isRequired) =>
        Text.IsLabel(reason) && (reason.Trim().Length > 0 || !isRequired)
            ? null
            : new Refused(Refusal.FieldMalformed, "reason");

    /// <summary>Reads a scanned number; default if none was scanned.</summary>
    private static CardNumber ReadStockNumber(string scanned, ref RequestValidator refusals)
    {
        var number = default(CardNumber);
        if (scanned.Length > 0) refusals.Add(CardNumber.Parse(scanned, out number), "stock_number");
        return number;
    }
}
