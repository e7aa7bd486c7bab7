using System.CommandLine;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty accrue</c>: one receipt's points. The same receipt again answers the same.</summary>
internal static class AccrueCommand
{
    public static Command Create(CommandFactory commands)
    {
        var receipt = new ReceiptOptions();
        return commands.Create(
            "accrue", "Accrue a receipt's points", receipt.Parts,
            (session, cancellation) => RunAsync(session, receipt, cancellation));
    }

    private static async Task<int> RunAsync(Session session, ReceiptOptions receipt, CancellationToken cancellation)
    {
        var program = await session.Client.Program.GetProgramAsync(new(), cancellationToken: cancellation);
        var response = await session.Client.Points.AccruePointsAsync(
            new AccruePointsRequest
            {
                CardNumber = session.Arguments.GetRequiredValue(receipt.CardNumber),
                Receipt = receipt.Read(session.Arguments, program),
            },
            cancellationToken: cancellation);
        session.Reporter.Answer(response,
        [
            ("points", $"{response.Entry.Points}"),
            ("why", string.Join(", ", response.Grants.Select(g => $"{g.Rule} {g.Points}"))),
            ("balance", $"{response.Balance}"),
            ("available", $"{response.Available}"),
            ("entry", $"{response.Seq}"),
            ("replayed", response.Replayed ? "yes, it was accrued before" : ""),
        ]);
        return ExitCodes.Done;
    }
}
