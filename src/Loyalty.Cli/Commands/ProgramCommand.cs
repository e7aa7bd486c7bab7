using System.CommandLine;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty program</c>: what the server runs.</summary>
internal static class ProgramCommand
{
    public static Command Create(CommandFactory commands) =>
        commands.Create("program", "Show the program that the server runs", [], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var program = await session.Client.Program.GetProgramAsync(new(), cancellationToken: cancellation);
        var currency = new ProgramCurrency(program);
        session.Reporter.Answer(program,
        [
            ("currency", program.CurrencyCode),
            ("time zone", program.TimeZone),
            ("one point per", currency.Print(program.EarnUnitMinor)),
            ("receipts up to", program.ReceiptMaxAgeDays == 0 ? "any age" : $"{program.ReceiptMaxAgeDays} days old"),
            ("points expire", program.PointsExpiry),
            ("a card costs", currency.Print(program.IssueFeeMinor)),
            ("or a receipt of", currency.Print(program.FreeIssueTotalMinor)),
            ("surrendered, of", currency.Print(program.SurrenderedIssueTotalMinor)),
            ("a new number", currency.Print(program.ReplaceFeeMinor)),
            ("a new term", currency.Print(program.RenewFeeMinor)),
            ("rules version", $"{program.RulesVersion}"),
        ]);
        return ExitCodes.Done;
    }
}
