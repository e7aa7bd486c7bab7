using Grpc.Core;
using Loyalty.Application;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Points
{
    public override async Task<QuoteAccrualResponse> QuoteAccrual(
        QuoteAccrualRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        if (AccrualReader.Read(request.CardNumber, request.Receipt, caller, program, out var command) is { } refused)
            throw new RefusedException(refused);
        var quote = await accruals.QuoteAsync(command!, caller, request.AllowStale);
        return new QuoteAccrualResponse
        {
            Points = quote.Entry!.Points,
            Grants = { quote.Entry.Grants.Select(EntryMapping.ToWire) },
            Seq = quote.Seq,
            Balance = quote.Entry.Balance,
            Available = quote.Entry.Available,
            Accrued = quote.Accrued,
            Receipt = EntryMapping.ToWire(quote.Entry.Receipt!),
        };
    }
}
