using System.CommandLine;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty card …</c>: a card's life, and what is on it.</summary>
internal static class CardCommands
{
    private static readonly Argument<string> Number = new("NUMBER") { Description = "The number on the card" };

    private static readonly Option<bool> AllowStale = new("--allow-stale")
    {
        Description = "An answer from memory will do",
    };

    public static Command Create(CommandFactory commands)
    {
        var card = new Command("card", "Issue a card, see or change what it is")
        {
            CardIssueCommand.Create(commands),
            commands.Create("show", "Show a card", [Number, AllowStale, At.Option], ShowAsync),
            CardEntriesCommand.Create(commands, Number),
            CardProveCommand.Create(commands, Number),
        };
        foreach (var change in CardChangeCommands.Create(commands, Number)) card.Add(change);
        foreach (var change in CardMemberCommands.Create(commands, Number)) card.Add(change);
        return card;
    }

    private static async Task<int> ShowAsync(Session session, CancellationToken cancellation)
    {
        var request = new GetCardRequest
        {
            CardNumber = session.Arguments.GetRequiredValue(Number),
            AllowStale = session.Arguments.GetValue(AllowStale),
            AsOfTime = await At.ReadAsync(session, cancellation),
        };
        var response = await session.Client.Cards.GetCardAsync(request, cancellationToken: cancellation);
        session.Reporter.Answer(response, CardFacts.Of(response.Card, replayed: false));
        return ExitCodes.Done;
    }
}
