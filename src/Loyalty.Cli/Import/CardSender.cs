using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>Imports the cards of a file; what was imported by an earlier run is answered as it was.</summary>
internal sealed class CardSender(LoyaltyClient client, MemberSender members, ImportTally tally, ResultFile? results)
{
    public Task RunAsync(ImportFile file, ImportFaults faults, int inFlight, CancellationToken cancellation) =>
        InFlight.ForEachAsync(
            file.ReadGood(faults).Where(row => row.Card is not null), inFlight,
            (row, stop) => SendAsync(file, row, stop), cancellation);

    private async Task SendAsync(ImportFile file, ImportRow row, CancellationToken stop)
    {
        var card = row.Card!;
        if (row.Member is { } member)
        {
            if (members.IdOf(member) is not { } id)
            {
                Refuse(row, Refusal.Of(
                    Grpc.Core.StatusCode.FailedPrecondition, "MEMBER_NOT_IMPORTED", "The card's member was refused."));
                return;
            }

            card.MemberId = id;
        }

        try
        {
            var request = new ImportCardRequest { Card = card, File = file.Name, Line = row.Line };
            var response = await client.Imports.ImportCardAsync(request, cancellationToken: stop);
            tally.AddCard(response);
            results?.Write(row, response);
        }
        catch (RefusedException e) when (e.Refusal is { IsTransient: false, IsFromEngine: true } refusal)
        {
            Refuse(row, refusal);
        }
    }

    private void Refuse(ImportRow row, Refusal refusal)
    {
        tally.RefuseCard(row.Line, refusal, ImportTotals.PointsOf(row.Card!));
        results?.Write(row, refusal);
    }
}
