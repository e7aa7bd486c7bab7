using System.Text.Json.Nodes;
using Loyalty.Cli.Output;

namespace Loyalty.Cli.Replay;

/// <summary>The totals of a replay. Receipts = accrued + replayed + refused + unanswered.</summary>
/// <param name="Receipts">Receipts in the file.</param>
/// <param name="Lines">Lines in the file.</param>
/// <param name="Cards">Card names in the file.</param>
/// <param name="CardsIssued">Of these, the ones this run issued.</param>
/// <param name="Tally">The answers.</param>
/// <param name="Elapsed">From the first receipt sent to the last answer.</param>
internal sealed record ReplaySummary(
    long Receipts, long Lines, int Cards, int CardsIssued, Tally Tally, TimeSpan Elapsed)
{
    public long Unanswered => Receipts - Tally.Answered;

    public double PerSecond => Elapsed > TimeSpan.Zero ? Math.Round(Tally.Answered / Elapsed.TotalSeconds, 1) : 0;

    public void Report(Reporter reporter)
    {
        if (reporter.IsJson) reporter.Json(ToJson());
        else reporter.Facts(Facts());
    }

    public JsonObject ToJson() => new()
    {
        ["receipts"] = Receipts,
        ["lines"] = Lines,
        ["cards"] = Cards,
        ["cards_issued"] = CardsIssued,
        ["accrued"] = Tally.Accrued,
        ["replayed"] = Tally.Replayed,
        ["refused"] = Tally.Refused,
        ["refused_by_reason"] = new JsonObject(
            Tally.RefusedByReason.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
        ["unanswered"] = Unanswered,
        ["points"] = Tally.Points,
        ["points_moved"] = Tally.PointsMoved,
        ["seconds"] = Math.Round(Elapsed.TotalSeconds, 3),
        ["per_second"] = PerSecond,
    };

    private IEnumerable<(string Name, string Value)> Facts()
    {
        yield return ("receipts", $"{Receipts:N0} of {Lines:N0} lines, on {Cards:N0} cards ({CardsIssued:N0} new)");
        yield return ("accrued", $"{Tally.Accrued:N0}");
        yield return ("replayed", $"{Tally.Replayed:N0}");
        yield return ("refused", $"{Tally.Refused:N0}");
        foreach (var (reason, count) in Tally.RefusedByReason) yield return ($"  {reason}", $"{count:N0}");
        if (Unanswered > 0) yield return ("unanswered", $"{Unanswered:N0}");
        yield return ("points", $"{Tally.Points:N0}, of which this run moved {Tally.PointsMoved:N0}");
        yield return ("speed", $"{PerSecond:N0} receipts/s, {Elapsed.TotalSeconds:N1} s");
    }
}
