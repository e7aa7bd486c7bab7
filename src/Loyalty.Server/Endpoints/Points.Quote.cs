using Grpc.Core;
using Loyalty.Server.Errors;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Points
{
    public override async Task<QuoteAccrualResponse> QuoteAccrual(
        QuoteAccrualRequest request, ServerCallContext context)
    {
        if (callers.Read(context, out var caller) is { } refused) throw GrpcErrors.ToException(refused);
        refused = AccrualReader.Read(request.CardNumber, request.Receipt, caller, program, out var command);
        if (refused is not null) throw GrpcErrors.ToException(refused);
        var card = await cards.FindAsync(command!.Number)
            ?? throw GrpcErrors.ToException(CardCalls.Unknown(command.Number));
        var quote = await card.QuoteAsync(command, caller, request.AllowStale);
        if (quote.Refused is not null) throw GrpcErrors.ToException(quote.Refused);
        return new QuoteAccrualResponse
        {
            Points = quote.Entry!.Points,
            Grants = { quote.Entry.Grants.Select(EntryMapping.ToWire) },
            Seq = quote.Seq,
            Balance = quote.Entry.Balance,
            Available = quote.Entry.Available,
            Accrued = quote.Accrued,
        };
    }
}
