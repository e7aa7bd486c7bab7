using System.CommandLine;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty guest issue|present|claim</c>: a customer without a card, for a day.</summary>
internal static class GuestCommands
{
    private static readonly Argument<string> Guest = new("GUEST") { Description = "The number on the guest's slip" };

    private static readonly Argument<string> Card = new("NUMBER") { Description = "The number on the card" };

    public static Command Create(CommandFactory commands)
    {
        var receipt = new ReceiptOptions();
        var parts = receipt.Parts.Where(part => part != receipt.CardNumber).ToArray();
        return new Command("guest", "Keep a customer's receipts until they have a card, for a day")
        {
            commands.Create(
                "issue", "Issue a guest card for a receipt", [.. parts, RequestIdOption.Option],
                (session, stop) => IssueAsync(session, receipt, stop)),
            commands.Create(
                "present", "Show a further receipt for a guest card", [Guest, .. parts],
                (session, stop) => PresentAsync(session, receipt, stop)),
            commands.Create(
                "claim", "Make a guest card's receipts earn on a card", [Guest, Card, RequestIdOption.Option],
                ClaimAsync),
        };
    }

    private static async Task<int> IssueAsync(Session session, ReceiptOptions receipt, CancellationToken cancellation)
    {
        var program = await session.Client.Program.GetProgramAsync(new(), cancellationToken: cancellation);
        var request = new IssueGuestCardRequest { Receipt = receipt.Read(session.Arguments, program) };
        var response = await RequestIdOption.RunAsync(session, id =>
        {
            request.RequestId = id;
            return session.Client.Cards.IssueGuestCardAsync(request, cancellationToken: cancellation).ResponseAsync;
        });
        session.Reporter.Answer(
            response,
            CardFacts.Of(response.Entry, response.Replayed, new ProgramCurrency(program))
                .Prepend(("guest number", response.GuestNumber)));
        return ExitCodes.Done;
    }

    private static async Task<int> PresentAsync(
        Session session, ReceiptOptions receipt, CancellationToken cancellation)
    {
        var program = await session.Client.Program.GetProgramAsync(new(), cancellationToken: cancellation);
        var response = await session.Client.Cards.PresentReceiptAsync(
            new PresentReceiptRequest
            {
                GuestNumber = session.Arguments.GetRequiredValue(Guest),
                Receipt = receipt.Read(session.Arguments, program),
            },
            cancellationToken: cancellation);
        session.Reporter.Answer(
            response, CardFacts.Of(response.Entry, response.Replayed, new ProgramCurrency(program)));
        return ExitCodes.Done;
    }

    private static async Task<int> ClaimAsync(Session session, CancellationToken cancellation)
    {
        var request = new ClaimGuestCardRequest
        {
            GuestNumber = session.Arguments.GetRequiredValue(Guest),
            CardNumber = session.Arguments.GetRequiredValue(Card),
        };
        var response = await RequestIdOption.RunAsync(session, id =>
        {
            request.RequestId = id;
            return session.Client.Cards.ClaimGuestCardAsync(request, cancellationToken: cancellation).ResponseAsync;
        });
        session.Reporter.Answer(response,
        [
            .. response.Accruals.Select(entry => ($"receipt {entry.Receipt.Number}", $"{entry.Points} points")),
            .. response.LeftOut.Select(left => ($"receipt {left.Number}", "left out: it has earned, or can't now")),
            ("points", $"{response.Accruals.Sum(entry => entry.Points)}"),
            ("balance", response.Accruals.Count == 0 ? "" : $"{response.Accruals[^1].Balance}"),
            ("replayed", response.Replayed ? "yes, it was claimed before" : ""),
        ]);
        return ExitCodes.Done;
    }
}
