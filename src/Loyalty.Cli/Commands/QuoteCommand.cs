using System.CommandLine;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty quote</c>: what a receipt would earn. Changes nothing.</summary>
internal static class QuoteCommand
{
    public static Command Create(CommandFactory commands)
    {
        var receipt = new ReceiptOptions();
        return commands.Create(
            "quote", "Say what a receipt would earn, and change nothing", receipt.Parts,
            (session, cancellation) => RunAsync(session, receipt, cancellation));
    }

    private static async Task<int> RunAsync(Session session, ReceiptOptions receipt, CancellationToken cancellation)
    {
        var program = await session.Client.Program.GetProgramAsync(new(), cancellationToken: cancellation);
        var response = await session.Client.Points.QuoteAccrualAsync(
            new QuoteAccrualRequest
            {
                CardNumber = session.Arguments.GetRequiredValue(receipt.CardNumber),
                Receipt = receipt.Read(session.Arguments, program),
            },
            cancellationToken: cancellation);
        session.Reporter.Answer(response,
        [
            ("points", $"{response.Points}"),
            ("why", string.Join(", ", response.Grants.Select(g => $"{g.Rule} {g.Points}"))),
            ("balance with them", $"{response.Balance}"),
            ("available with them", $"{response.Available}"),
            ("as of entry", $"{response.Seq}"),
            ("accrued", response.Accrued ? "yes, already" : ""),
        ]);
        return ExitCodes.Done;
    }
}
