using System.Text.Json.Nodes;
using Loyalty.Cli.Output;

namespace Loyalty.Cli.Import;

/// <summary>Says all that is wrong with a file, what its good lines come to, and what became of them.</summary>
internal sealed class ImportReport(
    Reporter reporter, ImportFaults faults, ImportTotals totals, int importedBefore, DateOnly today)
{
    /// <summary>Lines named for each reason where people read; all are in the JSON and the result file.</summary>
    private const int LinesShown = 20;

    /// <param name="tally">The answers; null if nothing was sent.</param>
    /// <param name="elapsed">From the first line sent to the last answer.</param>
    public void Print(ImportTally? tally, TimeSpan elapsed)
    {
        if (reporter.IsJson)
        {
            reporter.Json(ToJson(tally, elapsed));
            return;
        }

        foreach (var fault in faults.ByLine) reporter.Line(fault.ToString());
        reporter.Facts(
        [
            .. totals.Facts(today),
            ("there before", importedBefore == 0 ? "" : $"{importedBefore:N0} of these cards"),
            ("faulty", $"{faults.LineCount:N0} lines"),
            .. tally is null ? [] : Facts(tally, elapsed),
        ]);
    }

    private JsonObject ToJson(ImportTally? tally, TimeSpan elapsed)
    {
        var json = new JsonObject
        {
            ["file"] = totals.ToJson(),
            ["cards_there_before"] = importedBefore,
            ["faulty_lines"] = faults.LineCount,
            ["faults"] = new JsonArray([.. faults.ByLine.Select(ToJson)]),
        };
        if (tally is null) return json;
        json["members"] = new JsonObject
        {
            ["created"] = tally.MembersCreated,
            ["replayed"] = tally.MembersReplayed,
            ["gone_since"] = tally.MembersGone,
            ["refused"] = tally.MembersRefused,
        };
        json["cards"] = new JsonObject
        {
            ["imported"] = tally.Imported,
            ["replayed"] = tally.Replayed,
            ["refused"] = tally.Refused,
            ["unanswered"] = totals.Cards - tally.Answered,
        };
        json["points_imported"] = (decimal)tally.PointsImported;
        json["points_replayed"] = (decimal)tally.PointsReplayed;
        json["points_refused"] = (decimal)tally.PointsRefused;
        json["refused_lines"] = new JsonObject(tally.RefusedLines.Select(reason => KeyValuePair.Create(
            reason.Key, (JsonNode?)new JsonArray([.. reason.Value.Order().Select(line => JsonValue.Create(line))]))));
        json["seconds"] = Math.Round(elapsed.TotalSeconds, 3);
        return json;
    }

    private static JsonNode ToJson(ImportFault fault) => new JsonObject
    {
        ["line"] = fault.Line, ["column"] = fault.Column, ["problem"] = fault.Problem,
    };

    private IEnumerable<(string Name, string Value)> Facts(ImportTally tally, TimeSpan elapsed)
    {
        var gone = tally.MembersGone == 0 ? "" : $", {tally.MembersGone:N0} erased or merged since";
        yield return (
            "members sent",
            $"{tally.MembersCreated:N0} created, {tally.MembersReplayed:N0} there before{gone}, "
            + $"{tally.MembersRefused:N0} refused");
        yield return (
            "cards sent",
            $"{tally.Imported:N0} imported, {tally.Replayed:N0} there before, {tally.Refused:N0} refused");
        foreach (var (reason, lines) in tally.RefusedLines)
            yield return ($"  {reason}", $"{lines.Count:N0}: {Shown(lines)}");
        if (tally.Answered < totals.Cards) yield return ("unanswered", $"{totals.Cards - tally.Answered:N0}");
        yield return (
            "points posted",
            $"{tally.PointsImported + tally.PointsReplayed:N0} of {totals.Points:N0}, by this run "
            + $"{tally.PointsImported:N0}");
        var perSecond = elapsed > TimeSpan.Zero ? tally.Answered / elapsed.TotalSeconds : 0;
        yield return ("speed", $"{perSecond:N0} cards/s with their members, {elapsed.TotalSeconds:N1} s");
    }

    private static string Shown(List<long> lines) =>
        $"line {string.Join(", ", lines.Order().Take(LinesShown))}{(lines.Count > LinesShown ? ", …" : "")}";
}
