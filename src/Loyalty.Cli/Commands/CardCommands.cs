using System.CommandLine;
using Loyalty.Cli.Output;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty card issue|show|entries</c>.</summary>
internal static class CardCommands
{
    private static readonly Argument<string> Number = new("NUMBER") { Description = "The number on the card" };

    private static readonly Option<string?> RequestId = new("--request-id")
    {
        Description = "Repeats an issue whose answer was lost [default: a fresh one]",
        HelpName = "UUID",
    };

    private static readonly Option<bool> AllowStale = new("--allow-stale")
    {
        Description = "An answer from memory will do",
    };

    public static Command Create(CommandFactory commands) => new("card", "Issue a card, or see what is on it")
    {
        commands.Create("issue", "Issue a card with a fresh number", [RequestId], IssueAsync),
        commands.Create("show", "Show a card", [Number, AllowStale], ShowAsync),
        CardEntriesCommand.Create(commands, Number),
    };

    private static async Task<int> IssueAsync(Session session, CancellationToken cancellation)
    {
        var requestId = session.Arguments.GetValue(RequestId) ?? Randomness.RequestId();
        try
        {
            var response = await session.Client.IssueCardAsync(
                new IssueCardRequest { RequestId = requestId }, cancellation);
            session.Reporter.Answer(response, Describe(response.Card, response.Replayed));
            return ExitCodes.Done;
        }
        catch (RefusedException e) when (e.Refusal.IsTransient)
        {
            throw new CommandException(
                e.Refusal.Reason,
                $"{e.Refusal.Sentence} Whether a card was issued is open; repeat with --request-id {requestId}.", e);
        }
    }

    private static async Task<int> ShowAsync(Session session, CancellationToken cancellation)
    {
        var response = await session.Client.GetCardAsync(
            new GetCardRequest
            {
                CardNumber = session.Arguments.GetRequiredValue(Number),
                AllowStale = session.Arguments.GetValue(AllowStale),
            },
            cancellation);
        session.Reporter.Answer(response, Describe(response.Card, replayed: false));
        return ExitCodes.Done;
    }

    private static IEnumerable<(string Name, string Value)> Describe(Card card, bool replayed)
    {
        yield return ("card number", card.CardNumber);
        yield return ("card id", card.CardId);
        yield return ("balance", $"{card.Balance}");
        yield return ("available", $"{card.Available}");
        if (card.Debt > 0) yield return ("debt", $"{card.Debt}");
        foreach (var lot in card.Lots)
        {
            var until = lot.ExpiryDate is null ? "for ever" : $"until {Dates.Print(lot.ExpiryDate)}";
            yield return ("lot", $"{lot.Remaining} of {lot.Granted}, {until}");
        }

        yield return ("issued", Dates.Print(card.IssueDate));
        yield return ("as of entry", $"{card.Seq}");
        if (replayed) yield return ("replayed", "yes, it was issued before");
    }
}
