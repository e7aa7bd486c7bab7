using Grpc.Core;
using Loyalty.Application;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<ListLedgerEntriesResponse> ListLedgerEntries(
        ListLedgerEntriesRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        if (StatementPage.Read(request, out var page) is { } refused) throw new RefusedException(refused);
        var view = await views.ListAsync(ReadNumber(request.CardNumber), page!.ScanOf, caller);
        return new ListLedgerEntriesResponse
        {
            Entries = { view.Entries.Select(entry => EntryMapping.ToTold(entry, caller, program.Rules.Currency)) },
            NextPageToken = StatementPage.TokenAfter(view.Scan, view.Entries, view.LastSeq),
        };
    }
}
