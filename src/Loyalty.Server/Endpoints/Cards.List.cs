using Grpc.Core;
using Loyalty.Application;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    public override async Task<ListLedgerEntriesResponse> ListLedgerEntries(
        ListLedgerEntriesRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        if (StatementPage.Read(request, out var page) is { } refused) throw new RefusedException(refused);
        var number = ReadNumber(request.CardNumber);
        var cardId = await cards.FindIdAsync(number) ?? throw new RefusedException(CardCalls.Unknown(number));
        if (!caller.ServesCustomers)
            RequireCurrent((await ReadAsync(cards.Get(cardId), allowStale: false)).State!, number, caller);

        var lastSeq = (await ledger.CheckAsync(cardId, idempotencyKey: null)).Seq;
        var scan = page!.ScanOf(lastSeq);
        var entries = await ledger.ReadEntriesAsync(cardId, scan);
        return new ListLedgerEntriesResponse
        {
            Entries = { entries.Select(entry => EntryMapping.ToTold(entry, caller, program.Rules.Currency)) },
            NextPageToken = StatementPage.TokenAfter(scan, entries, lastSeq),
        };
    }
}
