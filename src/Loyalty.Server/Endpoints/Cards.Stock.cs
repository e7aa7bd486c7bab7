using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    public override async Task<RegisterStockRangeResponse> RegisterStockRange(
        RegisterStockRangeRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        refusals.Add(CardNumber.Parse(request.FirstNumber, out var first), "first_number");
        refusals.Add(CardNumber.Parse(request.LastNumber, out var last), "last_number");
        if (refusals.Refused is null) refusals.Add(CheckRange(first.Digits, last.Digits));
        refusals.Add(CallerRights.Check(caller, CallerRight.KeepStock));
        refusals.ThrowIfAny();

        var status = await RegisterAsync(
            new StockRange(Domain.Commits.IdempotencyKey.RequestKey(caller, id), first, last, caller),
            context.CancellationToken);
        return status == CommitStatus.Conflict
            ? throw new RefusedException(new Refused(Refusal.RequestConflict, "request_id"))
            : new RegisterStockRangeResponse { Replayed = status == CommitStatus.Replayed };
    }

    /// <summary>
    /// Numbers of the length that the engine's own have must not begin with the issuer's prefix: a fresh number could
    /// then be one that stands on a card in stock.
    /// </summary>
    private Refused? CheckRange(string first, string last)
    {
        if (first.Length != last.Length || string.CompareOrdinal(first, last) > 0)
            return new Refused(Refusal.FieldMalformed, "last_number").With("expected", "no shorter, longer or smaller");
        var prefix = settings.Program.IssuerPrefix;
        var isOurs = first.Length == prefix.Length + CardNumber.BodyLength + 1
            && string.CompareOrdinal(first, prefix + new string('9', first.Length - prefix.Length)) <= 0
            && string.CompareOrdinal(last, prefix + new string('0', first.Length - prefix.Length)) >= 0;
        return isOurs
            ? new Refused(Refusal.FieldMalformed, "first_number").With("expected", "no number like the engine's own")
            : null;
    }

    /// <summary>Whatever the database failed at, the range may be there: the same request tells.</summary>
    private async Task<CommitStatus> RegisterAsync(StockRange range, CancellationToken cancellation)
    {
        try
        {
            return await stock.RegisterAsync(range, cancellation);
        }
        catch (StoreException)
        {
            throw new RefusedException(new Refused(Refusal.OutcomeUnknown));
        }
    }
}
