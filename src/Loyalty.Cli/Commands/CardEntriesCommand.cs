using System.CommandLine;
using System.Text.Json.Nodes;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty card entries</c>: a card's ledger, page by page.</summary>
internal static class CardEntriesCommand
{
    private const int PageSize = 1_000;

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "The most entries to list; 0 means all",
        DefaultValueFactory = static _ => 100,
        HelpName = "N",
    };

    public static Command Create(CommandFactory commands, Argument<string> number) => commands.Create(
        "entries", "List a card's ledger entries, oldest first", [number, Limit],
        (session, cancellation) => RunAsync(session, session.Arguments.GetRequiredValue(number), cancellation));

    private static async Task<int> RunAsync(Session session, string number, CancellationToken cancellation)
    {
        var limit = session.Arguments.GetValue(Limit);
        if (limit < 0) throw new UsageException("--limit takes a number from 0 on.");
        var (entries, hasMore) = await ReadAsync(session, number, limit == 0 ? int.MaxValue : limit, cancellation);
        if (session.Reporter.IsJson)
        {
            JsonNode?[] items = [.. entries.Select(MessageJson.Of)];
            session.Reporter.Json(new JsonObject { ["entries"] = new JsonArray(items), ["has_more"] = hasMore });
            return ExitCodes.Done;
        }

        var program = new ProgramCurrency(await session.Client.GetProgramAsync(cancellation));
        session.Reporter.Table(
            ["seq", "date", "kind", "points", "balance", "store", "receipt", "total", "why"],
            entries.Select(e => Row(e, program)), new HashSet<int> { 0, 3, 4, 7 });
        if (hasMore) session.Reporter.Line($"There are more; see them with --limit {(long)limit * 10}.");
        return ExitCodes.Done;
    }

    private static async Task<(List<LedgerEntry> Entries, bool HasMore)> ReadAsync(
        Session session, string number, int limit, CancellationToken cancellation)
    {
        var entries = new List<LedgerEntry>();
        var token = "";
        do
        {
            var request = new ListLedgerEntriesRequest
            {
                CardNumber = number,
                PageSize = Math.Min(PageSize, limit - entries.Count),
                PageToken = token,
            };
            var page = await session.Client.ListLedgerEntriesAsync(request, cancellation);
            entries.AddRange(page.Entries);
            token = page.NextPageToken;
        }
        while (token.Length > 0 && entries.Count < limit);

        return (entries, token.Length > 0);
    }

    private static string[] Row(LedgerEntry entry, ProgramCurrency currency) =>
    [
        $"{entry.Seq}",
        Dates.Print(entry.BusinessDate),
        entry.Kind.ToString(),
        $"{entry.Points}",
        $"{entry.Balance}",
        entry.Receipt?.Store ?? "",
        entry.Receipt?.Number ?? "",
        currency.Print(entry.Receipt?.Total),
        Why(entry, currency),
    ];

    private static string Why(LedgerEntry entry, ProgramCurrency currency)
    {
        var words = entry.Grants.Select(g => $"{g.Rule} {g.Points}").ToList();
        if (entry.MaskedCardNumber.Length > 0) words.Add($"number {entry.MaskedCardNumber}");
        if (entry.TermEndDate is not null) words.Add($"good until {Dates.Print(entry.TermEndDate)}");
        if (entry.FeeMinor > 0) words.Add($"fee {currency.Print(entry.FeeMinor)}");
        if (entry.ReceiptSurrendered) words.Add("receipt surrendered");
        if (entry.Reason.Length > 0) words.Add(entry.Reason);
        return string.Join(", ", words);
    }
}
