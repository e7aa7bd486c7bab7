using System.CommandLine;
using Google.Protobuf;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>
/// <c>loyalty card lost|found|replace|renew|suspend|resume|cancel</c>: each one entry of the card.
/// </summary>
internal static class CardChangeCommands
{
    private static readonly Option<string> ReplaceReasonOption = new Option<string>("--reason")
    {
        Description = "lost, damaged or expired",
        Required = true,
    }.Among("lost", "damaged", "expired");

    private static readonly Option<string?> StockNumber = new("--stock-number")
    {
        Description = "The number on a pre-printed card [default: a fresh one]",
        HelpName = "NUMBER",
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why; it stays for ever, so no names",
        Required = true,
    };

    private static readonly Option<string?> MaybeReason = new("--reason")
    {
        Description = "Why; it stays for ever, so no names",
    };

    public static IEnumerable<Command> Create(CommandFactory commands, Argument<string> number)
    {
        yield return Change("lost", "Report a card as lost", [], async (session, id, card, stop) =>
        {
            var answer = await session.Client.Cards.ReportLostCardAsync(
                new() { RequestId = id, CardNumber = card }, cancellationToken: stop);
            return (answer, answer.Entry, answer.Replayed);
        });
        yield return Change("found", "Take back the report of a loss", [], async (session, id, card, stop) =>
        {
            var answer = await session.Client.Cards.ClearLostCardAsync(
                new() { RequestId = id, CardNumber = card }, cancellationToken: stop);
            return (answer, answer.Entry, answer.Replayed);
        });
        yield return commands.Create(
            "replace", "Give a card a new number", [number, ReplaceReasonOption, StockNumber, RequestIdOption.Option],
            (session, stop) => ReplaceAsync(session, session.Arguments.GetRequiredValue(number), stop));
        yield return Change("renew", "Give a card another term", [], async (session, id, card, stop) =>
        {
            var answer = await session.Client.Cards.RenewCardAsync(
                new() { RequestId = id, CardNumber = card }, cancellationToken: stop);
            return (answer, answer.Entry, answer.Replayed);
        });
        yield return Change("suspend", "Suspend a card", [Reason], async (session, id, card, stop) =>
        {
            var reason = session.Arguments.GetRequiredValue(Reason);
            var answer = await session.Client.Cards.SuspendCardAsync(
                new() { RequestId = id, CardNumber = card, Reason = reason }, cancellationToken: stop);
            return (answer, answer.Entry, answer.Replayed);
        });
        yield return Change("resume", "End a card's suspension", [Reason], async (session, id, card, stop) =>
        {
            var reason = session.Arguments.GetRequiredValue(Reason);
            var answer = await session.Client.Cards.ResumeCardAsync(
                new() { RequestId = id, CardNumber = card, Reason = reason }, cancellationToken: stop);
            return (answer, answer.Entry, answer.Replayed);
        });
        yield return Change(
            "cancel", "End a card permanently; its points are forfeited", [MaybeReason],
            async (session, id, card, stop) =>
            {
                var reason = session.Arguments.GetValue(MaybeReason) ?? "";
                var answer = await session.Client.Cards.CancelCardAsync(
                    new() { RequestId = id, CardNumber = card, Reason = reason }, cancellationToken: stop);
                return (answer, answer.Entry, answer.Replayed);
            });

        Command Change(string name, string description, Option[] options, Send send) =>
            Of(commands, number, name, description, options, send);
    }

    /// <summary>A command that is one entry of the card.</summary>
    public static Command Of(
        CommandFactory commands, Argument<string> number, string name, string description, Option[] options,
        Send send) =>
        commands.Create(
            name, description, [number, .. options, RequestIdOption.Option],
            (session, stop) => RunAsync(session, session.Arguments.GetRequiredValue(number), send, stop));

    /// <summary>Sends the call of a command.</summary>
    public delegate Task<(IMessage Answer, LedgerEntry Entry, bool Replayed)> Send(
        Session session, string requestId, string cardNumber, CancellationToken cancellation);

    private static async Task<int> RunAsync(
        Session session, string number, Send send, CancellationToken cancellation)
    {
        var (answer, entry, replayed) = await RequestIdOption.RunAsync(
            session, id => send(session, id, number, cancellation));
        var currency = new ProgramCurrency(await session.Client.Program.GetProgramAsync(
            new(), cancellationToken: cancellation));
        session.Reporter.Answer(answer, CardFacts.Of(entry, replayed, currency));
        return ExitCodes.Done;
    }

    private static async Task<int> ReplaceAsync(Session session, string number, CancellationToken cancellation)
    {
        var request = new ReplaceCardRequest
        {
            CardNumber = number,
            Reason = session.Arguments.GetRequiredValue(ReplaceReasonOption) switch
            {
                "lost" => ReplaceReason.Lost,
                "damaged" => ReplaceReason.Damaged,
                _ => ReplaceReason.Expired,
            },
            StockNumber = session.Arguments.GetValue(StockNumber) ?? "",
        };
        var response = await RequestIdOption.RunAsync(session, id =>
        {
            request.RequestId = id;
            return session.Client.Cards.ReplaceCardAsync(request, cancellationToken: cancellation).ResponseAsync;
        });
        var currency = new ProgramCurrency(await session.Client.Program.GetProgramAsync(
            new(), cancellationToken: cancellation));
        session.Reporter.Answer(
            response,
            CardFacts.Of(response.Entry, response.Replayed, currency).Prepend(("card number", response.CardNumber)));
        return ExitCodes.Done;
    }
}
