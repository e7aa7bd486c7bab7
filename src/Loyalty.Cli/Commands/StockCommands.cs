using System.CommandLine;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty stock add</c>: pre-printed cards that may be given out.</summary>
internal static class StockCommands
{
    private static readonly Argument<string> First = new("FIRST") { Description = "The number on the first card" };
    private static readonly Argument<string> Last = new("LAST") { Description = "The number on the last card" };

    public static Command Create(CommandFactory commands) => new("stock", "Say which pre-printed cards there are")
    {
        commands.Create("add", "Register a range of numbers", [First, Last, RequestIdOption.Option], AddAsync),
    };

    private static async Task<int> AddAsync(Session session, CancellationToken cancellation)
    {
        var request = new RegisterStockRangeRequest
        {
            FirstNumber = session.Arguments.GetRequiredValue(First),
            LastNumber = session.Arguments.GetRequiredValue(Last),
        };
        var response = await RequestIdOption.RunAsync(session, id =>
        {
            request.RequestId = id;
            return session.Client.Cards.RegisterStockRangeAsync(request, cancellationToken: cancellation).ResponseAsync;
        });
        session.Reporter.Answer(
            response,
            [
                ("registered", $"{request.FirstNumber} to {request.LastNumber}"),
                ("replayed", response.Replayed ? "yes, it was registered before" : ""),
            ]);
        return ExitCodes.Done;
    }
}
