using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    /// <summary>What every call that changes a card says: whose request it is, and the presented number.</summary>
    private readonly record struct Change(Guid RequestId, CardNumber Number, Caller Caller);

    /// <summary>
    /// A call that changes a card: (1) who calls; (2) the request's shape, and whether the caller may; (3) the number's
    /// card and its grain.
    /// </summary>
    /// <returns>An answer with an entry; a refusal is thrown.</returns>
    private async Task<CardAnswer> ChangeAsync(
        ServerCallContext context, CallerRight right, string requestId, string cardNumber, Refused? malformed,
        Func<ICardGrain, Change, Task<CardAnswer>> send)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(requestId, ref refusals);
        refusals.Add(CardNumber.Parse(cardNumber, out var number), "card_number");
        refusals.Add(malformed);
        refusals.Add(CallerRights.Check(caller, right));
        refusals.ThrowIfAny();

        var card = await cards.FindAsync(number) ?? throw new RefusedException(CardCalls.Unknown(number));
        return Accepted(await send(card, new Change(id, number, caller)));
    }

    private static CardAnswer Accepted(CardAnswer answer) =>
        answer.Refused is null ? answer : throw new RefusedException(answer.Refused);

    /// <summary>What an operator says stands in the ledger for ever.</summary>
    private static Refused? CheckReason(string reason, bool isRequired) =>
        Text.IsLabel(reason) && (reason.Trim().Length > 0 || !isRequired)
            ? null
            : new Refused(Refusal.FieldMalformed, "reason");

    /// <summary>The number scanned, or a fresh one where none was.</summary>
    private CardNumber ReadNewNumber(string scanned, ref RequestValidator refusals)
    {
        if (scanned.Length == 0) return CardNumberGenerator.Create(settings.Program.IssuerPrefix);
        refusals.Add(CardNumber.Parse(scanned, out var number), "stock_number");
        return number;
    }

    /// <summary>Ranges only ever grow, so it is enough to look before the commit.</summary>
    private async Task RequireStockAsync(CardNumber number, CancellationToken cancellation)
    {
        if (await stock.HoldsAsync(number, cancellation)) return;
        throw new RefusedException(
            new Refused(Refusal.StockNumberUnknown, "stock_number").With("stock_number", number.Masked));
    }
}
