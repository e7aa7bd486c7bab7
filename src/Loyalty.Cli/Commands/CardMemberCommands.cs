using System.CommandLine;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty card link|unlink|transfer</c>: whose card it is, and points between a member's cards.</summary>
internal static class CardMemberCommands
{
    private static readonly Option<string> To = new("--to")
    {
        Description = "The number on the card that gets them",
        HelpName = "NUMBER",
        Required = true,
    };

    private static readonly Option<long?> Points = new("--points")
    {
        Description = "How many [default: all that can be used]",
    };

    private static readonly Option<string> Member = new("--member")
    {
        Description = "The member's id",
        HelpName = "ID",
        Required = true,
    };

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why; it stays for ever, so no names",
    };

    public static IEnumerable<Command> Create(CommandFactory commands, Argument<string> number)
    {
        yield return Change("link", "Make a card a member's", [Member], async (session, id, card, stop) =>
        {
            var member = session.Arguments.GetRequiredValue(Member);
            var answer = await session.Client.Cards.LinkMemberAsync(
                new() { RequestId = id, CardNumber = card, MemberId = member }, cancellationToken: stop);
            return (answer, answer.Entry, answer.Replayed);
        });
        yield return Change("unlink", "Make a card nobody's", [Reason], async (session, id, card, stop) =>
        {
            var reason = session.Arguments.GetValue(Reason) ?? "";
            var answer = await session.Client.Cards.UnlinkMemberAsync(
                new() { RequestId = id, CardNumber = card, Reason = reason }, cancellationToken: stop);
            return (answer, answer.Entry, answer.Replayed);
        });

        yield return Change(
            "transfer", "Move points to another card of the same member", [To, Points],
            async (session, id, card, stop) =>
            {
                var request = new TransferPointsRequest
                {
                    RequestId = id, FromCardNumber = card, ToCardNumber = session.Arguments.GetRequiredValue(To),
                };
                if (session.Arguments.GetValue(Points) is { } points) request.Points = points;
                else request.Scope = PointsScope.All;
                var answer = await session.Client.Cards.TransferPointsAsync(request, cancellationToken: stop);
                return (answer, answer.Entry, answer.Replayed);
            });

        Command Change(string name, string description, Option[] options, CardChangeCommands.Send send) =>
            CardChangeCommands.Of(commands, number, name, description, options, send);
    }
}
