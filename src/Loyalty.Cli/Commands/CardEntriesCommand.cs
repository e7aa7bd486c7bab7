using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty card entries</c>: a card's ledger in words, page by page.</summary>
internal static class CardEntriesCommand
{
    private const int PageSize = 1_000;

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "The most entries to list; 0 means all",
        DefaultValueFactory = static _ => 100,
        HelpName = "N",
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "The first business date, like 2026-11-30",
        HelpName = "DATE",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The last business date, like 2026-11-30",
        HelpName = "DATE",
    };

    private static readonly Option<string[]> Kinds = new Option<string[]>("--kind")
    {
        Description = $"Only entries of this kind; may be repeated: {string.Join(", ", KindNames.Keys)}",
        HelpName = "KIND",
    }.Among([.. KindNames.Keys]);

    private static readonly Option<bool> NewestFirst = new("--newest-first")
    {
        Description = "Begin with the newest",
    };

    /// <summary>Kinds as they are written here: loss-report for LossReport.</summary>
    private static SortedDictionary<string, EntryKind> KindNames => new(
        Enum.GetValues<EntryKind>().Where(kind => kind != EntryKind.Unspecified).ToDictionary(NameOf),
        StringComparer.Ordinal);

    public static Command Create(CommandFactory commands, Argument<string> number) => commands.Create(
        "entries", "List a card's ledger entries in words, oldest first",
        [number, From, To, Kinds, NewestFirst, Limit],
        (session, cancellation) => RunAsync(session, session.Arguments.GetRequiredValue(number), cancellation));

    private static async Task<int> RunAsync(Session session, string number, CancellationToken cancellation)
    {
        var limit = session.Arguments.GetValue(Limit);
        if (limit < 0) throw new UsageException("--limit takes a number from 0 on.");
        var (entries, hasMore) = await ReadAsync(
            session, Request(session.Arguments, number), limit == 0 ? int.MaxValue : limit, cancellation);
        if (session.Reporter.IsJson)
        {
            JsonNode?[] items = [.. entries.Select(MessageJson.Of)];
            session.Reporter.Json(new JsonObject { ["entries"] = new JsonArray(items), ["has_more"] = hasMore });
            return ExitCodes.Done;
        }

        session.Reporter.Table(
            ["seq", "date", "kind", "points", "balance", "what"], entries.Select(Row), new HashSet<int> { 0, 3, 4 });
        if (hasMore) session.Reporter.Line($"There are more; see them with --limit {(long)limit * 10}.");
        return ExitCodes.Done;
    }

    private static ListLedgerEntriesRequest Request(ParseResult arguments, string number)
    {
        var request = new ListLedgerEntriesRequest
        {
            CardNumber = number,
            FromDate = Dates.Parse(From.Name, arguments.GetValue(From)),
            ToDate = Dates.Parse(To.Name, arguments.GetValue(To)),
            NewestFirst = arguments.GetValue(NewestFirst),
        };
        request.Kinds.AddRange((arguments.GetValue(Kinds) ?? []).Select(name => KindNames[name]));
        return request;
    }

    private static async Task<(List<LedgerEntry> Entries, bool HasMore)> ReadAsync(
        Session session, ListLedgerEntriesRequest request, int limit, CancellationToken cancellation)
    {
        var entries = new List<LedgerEntry>();
        do
        {
            request.PageSize = Math.Min(PageSize, limit - entries.Count);
            var page = await session.Client.Cards.ListLedgerEntriesAsync(request, cancellationToken: cancellation);
            entries.AddRange(page.Entries);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && entries.Count < limit);

        return (entries, request.PageToken.Length > 0);
    }

    private static string[] Row(LedgerEntry entry) =>
    [
        $"{entry.Seq}",
        Dates.Print(entry.BusinessDate),
        NameOf(entry.Kind),
        $"{entry.Points}",
        $"{entry.Balance}",
        entry.Summary,
    ];

    private static string NameOf(EntryKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{kind}");
}
