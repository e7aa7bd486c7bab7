using System.CommandLine;
using System.Globalization;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty card issue</c>: for the fee, or against a receipt of today.</summary>
internal static class CardIssueCommand
{
    private static readonly Option<string?> Type = new("--type")
    {
        Description = "one-year, long-term or digital [default: the usual one where the caller is]",
    };

    private static readonly Option<string?> StockNumber = new("--stock-number")
    {
        Description = "The number on a pre-printed card [default: a fresh one]",
        HelpName = "NUMBER",
    };

    private static readonly Option<string?> Member = new("--member")
    {
        Description = "The member whose card it is [default: nobody's]",
        HelpName = "ID",
    };

    private static readonly Option<string?> Store = new("--store") { Description = "The receipt's store" };
    private static readonly Option<string?> Till = new("--till") { Description = "The receipt's till" };
    private static readonly Option<string?> Number = new("--number") { Description = "The receipt's number" };
    private static readonly Option<string?> Date = new("--date") { Description = "The receipt's business date" };
    private static readonly Option<string?> Total = new("--total") { Description = "The receipt's total" };

    private static readonly Option<bool> Surrendered = new("--surrendered")
    {
        Description = "The customer gives the receipt away for it",
    };

    public static Command Create(CommandFactory commands) => commands.Create(
        "issue", "Issue a card: for the fee, or against a receipt of today (--store --number --date --total)",
        [RequestIdOption.Option, Type, StockNumber, Member, Store, Till, Number, Date, Total, Surrendered], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new IssueCardRequest
        {
            Type = ReadType(session.Arguments.GetValue(Type))
                ?? (await session.Client.Program.GetProgramAsync(new(), cancellationToken: cancellation)).UsualCardType,
            Receipt = await ReadReceiptAsync(session, cancellation),
            StockNumber = session.Arguments.GetValue(StockNumber) ?? "",
            MemberId = session.Arguments.GetValue(Member) ?? "",
        };
        var isSurrendered = session.Arguments.GetValue(Surrendered);
        if (isSurrendered) request.ReceiptUse = ReceiptUse.Surrendered;
        else if (request.Receipt is not null) request.ReceiptUse = ReceiptUse.Shown;
        var response = await RequestIdOption.RunAsync(session, id =>
        {
            request.RequestId = id;
            return session.Client.Cards.IssueCardAsync(request, cancellationToken: cancellation).ResponseAsync;
        });
        session.Reporter.Answer(response, CardFacts.Of(response.Card, response.Replayed));
        return ExitCodes.Done;
    }

    private static CardType? ReadType(string? type) => type switch
    {
        null => null,
        "one-year" => CardType.OneYear,
        "long-term" => CardType.LongTerm,
        "digital" => CardType.Digital,
        _ => throw new UsageException($"--type “{type}” is none; write one-year, long-term or digital."),
    };

    private static async Task<Receipt?> ReadReceiptAsync(Session session, CancellationToken cancellation)
    {
        var given = new[] { Store, Number, Date, Total }.Select(session.Arguments.GetValue).ToArray();
        if (given.All(part => part is null)) return null;
        if (given is not [{ } store, { } number, { } date, { } total])
            throw new UsageException("A receipt needs all of --store, --number, --date and --total.");
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw new UsageException($"--date “{date}” is no date; write one like 2026-11-30.");
        var program = await session.Client.Program.GetProgramAsync(new(), cancellationToken: cancellation);
        return new Receipt
        {
            Store = store,
            Till = session.Arguments.GetValue(Till) ?? "",
            Number = number,
            BusinessDate = Dates.Of(day),
            Total = new ProgramCurrency(program).Parse("--total", total),
        };
    }
}
