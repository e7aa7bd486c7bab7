using Grpc.Core;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Imports
{
    private const int CardsInAPart = 200, MembersInAPart = 50;

    /// <summary>
    /// Everything: (1) who calls; (2) one view of the database; (3) its cards; (4) its members; (5) the end.
    /// </summary>
    public override async Task ExportCards(
        ExportCardsRequest request, IServerStreamWriter<ExportCardsResponse> responseStream, ServerCallContext context)
    {
        // 1. and 2.
        Admit(context);
        var cancellation = context.CancellationToken;
        await using var snapshot = await export.OpenAsync(cancellation);
        var summary = new ExportSummary();
        var part = new ExportCardsResponse();

        // 3. Cards.
        await foreach (var row in export.ReadCardsAsync(snapshot, cancellation))
        {
            var card = ImportMapping.ToWire(row, program.Today);
            summary.Cards++;
            summary.Points += card.Lots.Sum(lot => lot.Points) - card.Debt;
            part.Cards.Add(card);
            if (part.Cards.Count == CardsInAPart) part = await SendAsync(part);
        }

        // 4. Members.
        await foreach (var member in export.ReadMembersAsync(snapshot, cancellation))
        {
            summary.Members++;
            part.Members.Add(MemberMapping.ToWire(member, Domain.Members.MemberView.Full));
            if (part.Members.Count == MembersInAPart) part = await SendAsync(part);
        }

        // 5. The end.
        part.Summary = summary;
        await SendAsync(part);

        async Task<ExportCardsResponse> SendAsync(ExportCardsResponse full)
        {
            await responseStream.WriteAsync(full, cancellation);
            return new ExportCardsResponse();
        }
    }
}
