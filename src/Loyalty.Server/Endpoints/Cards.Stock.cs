using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<RegisterStockRangeResponse> RegisterStockRange(
        RegisterStockRangeRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        refusals.Add(CardNumber.Parse(request.FirstNumber, out var first), "first_number");
        refusals.Add(CardNumber.Parse(request.LastNumber, out var last), "last_number");
        if (refusals.Refused is null) refusals.Add(stock.Check(first, last));
        refusals.Add(CallerRights.Check(caller, CallerRight.KeepStock));
        refusals.ThrowIfAny();

        var range = new StockRange(Domain.Commits.IdempotencyKey.RequestKey(caller, id), first, last, caller);
        var replayed = await stock.RegisterAsync(range, context.CancellationToken);
        return new RegisterStockRangeResponse { Replayed = replayed };
    }
}
