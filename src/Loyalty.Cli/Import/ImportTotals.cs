using System.Text.Json.Nodes;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>The totals of a file's good lines. Sums of points can be larger than 64 bits hold.</summary>
internal sealed class ImportTotals
{
    private readonly SortedDictionary<string, (int Cards, Int128 Points)> _byExpiry = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _byType = new(StringComparer.Ordinal);

    public int Cards { get; private set; }

    public int Members { get; private set; }

    public int Lost { get; private set; }

    public int Suspended { get; private set; }

    /// <summary>Cards that keep their number.</summary>
    public int Numbered { get; private set; }

    public Int128 Debt { get; private set; }

    /// <summary>The points that all opening entries must come to: all lots, less all debt.</summary>
    public Int128 Points { get; private set; }

    public void AddMember() => Members++;

    public void Add(ImportedCard card)
    {
        Cards++;
        if (card.Status is ImportedStatus.Lost or ImportedStatus.LostAndSuspended) Lost++;
        if (card.Status is ImportedStatus.Suspended or ImportedStatus.LostAndSuspended) Suspended++;
        if (card.CardNumber.Length > 0) Numbered++;
        Debt += card.Debt;
        Points += PointsOf(card);
        var type = CardColumns.NameOf(card.Type);
        _byType[type] = _byType.GetValueOrDefault(type) + 1;
        foreach (var lot in card.Lots)
        {
            var date = lot.ExpiryDate is null ? CardColumns.Never : Dates.Print(lot.ExpiryDate);
            var (cards, points) = _byExpiry.GetValueOrDefault(date);
            _byExpiry[date] = (cards + 1, points + lot.Points);
        }
    }

    public static long PointsOf(ImportedCard card) => card.Lots.Sum(lot => lot.Points) - card.Debt;

    /// <summary>Of these, the points that have expired before a date.</summary>
    public Int128 ExpiredBefore(DateOnly today) => _byExpiry
        .Where(lot => Cells.ReadDate(lot.Key) < today)
        .Aggregate((Int128)0, (sum, lot) => sum + lot.Value.Points);

    public JsonObject ToJson() => new()
    {
        ["cards"] = Cards,
        ["cards_by_type"] = new JsonObject(_byType.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
        ["lost"] = Lost,
        ["suspended"] = Suspended,
        ["numbered"] = Numbered,
        ["members"] = Members,
        ["points"] = (decimal)Points,
        ["debt"] = (decimal)Debt,
        ["points_by_expiry"] = new JsonObject(
            _byExpiry.Select(lot => KeyValuePair.Create(lot.Key, (JsonNode?)(decimal)lot.Value.Points))),
    };

    public IEnumerable<(string Name, string Value)> Facts(DateOnly today)
    {
        yield return ("cards", $"{Cards:N0}, of which {Numbered:N0} keep their number");
        foreach (var (type, count) in _byType) yield return ($"  {type}", $"{count:N0}");
        if (Lost > 0) yield return ("  lost", $"{Lost:N0}");
        if (Suspended > 0) yield return ("  suspended", $"{Suspended:N0}");
        yield return ("members", $"{Members:N0}");
        yield return ("points", $"{Points:N0}");
        foreach (var (date, lot) in _byExpiry) yield return ($"  {date}", $"{lot.Points:N0} on {lot.Cards:N0} cards");
        if (Debt > 0) yield return ("  debt", $"{-Debt:N0}");
        if (ExpiredBefore(today) is var expired && expired > 0)
            yield return ("  expired", $"{expired:N0} of them: they leave with each card's next entry");
    }
}
