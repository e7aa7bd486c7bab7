using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Loyalty.Cli.Statement;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>
/// <c>loyalty card prove</c>: reads every entry of a card up to an instant, recomputes what can be recomputed without
/// the server, and compares it with what the server says of the card.
/// </summary>
internal static class CardProveCommand
{
    private const int PageSize = 1_000;

    public static Command Create(CommandFactory commands, Argument<string> number) => commands.Create(
        "prove", "Recompute a card's balance from its entries; fails if it doesn't add up", [number, At.Option],
        (session, cancellation) => RunAsync(session, session.Arguments.GetRequiredValue(number), cancellation));

    private static async Task<int> RunAsync(Session session, string number, CancellationToken cancellation)
    {
        var asOf = await At.ReadAsync(session, cancellation);
        var program = await session.Client.Program.GetProgramAsync(new(), cancellationToken: cancellation);
        var card = (await session.Client.Cards.GetCardAsync(
            new GetCardRequest { CardNumber = number, AsOfTime = asOf }, cancellationToken: cancellation)).Card;
        var proof = new Proof(new ChainLink(
            new EntryReader(program.MinorUnitsPerMajor), card.CardNumber, HearsAll(session)));
        var numbered = 0L;
        await foreach (var entry in EntriesAsync(session, number, cancellation))
        {
            if (entry.Seq > card.Seq)
            {
                if (asOf is not null && entry.CreateTime <= asOf)
                    proof.Fault($"entry {entry.Seq} is of that time, too, and the server left it out");
                break;
            }

            if (asOf is not null && entry.Seq == card.Seq && entry.CreateTime > asOf)
                proof.Fault($"entry {entry.Seq} is later than asked for");
            if (entry.MaskedCardNumber.Length > 0) numbered = entry.Seq;
            proof.Add(entry);
        }

        // What put the present number on the card is known; as of the past it may be still to come.
        if (asOf is null && proof.Taken.Contains(numbered))
            proof.Fault($"entry {numbered} doesn't put the number {Masked(card.CardNumber)} on the card");
        if (asOf is not null && MallTime.Of(program).ToBusinessDate(asOf.ToDateTimeOffset()) is var date
            && date != EntryReader.ToDate(card.AsOfDate))
            proof.Fault($"the server took another date than {date:O}");
        proof.Compare(card);
        Report(session, card, proof, asOf);
        return proof.Faults.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async IAsyncEnumerable<LedgerEntry> EntriesAsync(
        Session session, string number,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListLedgerEntriesRequest { CardNumber = number, PageSize = PageSize };
        do
        {
            var page = await session.Client.Cards.ListLedgerEntriesAsync(request, cancellationToken: cancellation);
            foreach (var entry in page.Entries) yield return entry;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    private static bool HearsAll(Session session) =>
        session.Client.Options.Caller.Kind is not (CallerMetadata.Till or CallerMetadata.Partner);

    private static void Report(Session session, Card card, Proof proof, Timestamp? asOf)
    {
        if (session.Reporter.IsJson)
        {
            session.Reporter.Json(ProofJson.Of(card, proof));
            return;
        }

        var taken = proof.Taken.Count == 0
            ? ""
            : $", {proof.Taken.Count} taken from the server, which doesn't tell all of them "
                + $"(entries {string.Join(", ", proof.Taken)})";
        session.Reporter.Facts(
        [
            ("card", $"{Masked(card.CardNumber)}, {card.CardId}"),
            ("as of", $"entry {proof.Seq}"),
            ("chain", $"{proof.Recomputed} of {proof.Recomputed + proof.Taken.Count} links recomputed{taken}"),
            ("head", Convert.ToHexStringLower(proof.Head.AsSpan())),
            .. proof.Lots.Select(lot => ("lot", $"{Proof.NameOf(lot.Key)}: {lot.Value.ToText()}")),
            ("balance", string.Create(CultureInfo.InvariantCulture,
                $"{proof.Balance} = {proof.Balance + proof.Debt} in lots - {proof.Debt} debt")),
            ("available", $"{card.Available}"),
            ("proof", proof.Faults.Count == 0 ? "adds up" : $"DOESN'T ADD UP: {proof.Faults.Count} faults"),
        ]);
        foreach (var fault in proof.Faults) session.Reporter.Line($"  {fault}");
    }

    private static string Masked(string number) =>
        number.Length > 4 ? new string('*', number.Length - 4) + number[^4..] : "****";
}
