using Loyalty.Testing;
using Loyalty.Testing.Checks;
using Loyalty.Torture.Checks;
using Loyalty.V1;
using EntryKind = Loyalty.Domain.Entries.EntryKind;
using LedgerEntry = Loyalty.Domain.Entries.LedgerEntry;

namespace Loyalty.Torture.Lives.Imports;

/// <summary>
/// I3 and I4 of imports: whoever sends a line, it makes one card with one opening entry; all who sent what is on it
/// were told the same, and all others of a conflict. In sum there is what the file says.
/// </summary>
public static class ImportCheck
{
    private const string Conflict = "IMPORT_CONFLICT";

    public static void Check(ImportStory story, ILookup<string, LedgerEntry> rows, Violations violations)
    {
        var wanted = 0L;
        foreach (var line in story.Lines)
        {
            if (CheckTold(line, violations) is not { } first) continue;
            var content = line.Contents[first.Content];
            wanted += PointsOf(content);
            CheckRows(line, first, content, [.. rows[first.Card]], violations);
        }

        var sum = story.Cards.Sum(card => rows[card].LastOrDefault()?.Balance ?? 0);
        if (sum != wanted) violations.Add(Invariant.OneUse, "", $"the lines have {wanted} points, their cards {sum}");
        if (story.Cards.Count() != story.Lines.Count)
            violations.Add(Invariant.OneUse, "", $"{story.Lines.Count} lines made {story.Cards.Count()} cards");
        var numbers = story.Lines.SelectMany(line => line.Told).Where(told => told.Reason.Length == 0)
            .Select(told => told.Number).Distinct(StringComparer.Ordinal).Count();
        if (numbers != story.Cards.Count())
            violations.Add(Invariant.OneUse, "", $"{story.Cards.Count()} cards were imported with {numbers} numbers");
    }

    public static long PointsOf(ImportedCard card) => card.Lots.Sum(lot => lot.Points) - card.Debt;

    /// <summary>Answers what one of those was told whose content is on the card; null if none was.</summary>
    private static ImportTold? CheckTold(ImportLine line, Violations violations)
    {
        var first = line.Told.FirstOrDefault(told => told.Reason.Length == 0);
        if (first is null)
        {
            violations.Add(Invariant.OneUse, "", $"{line.Key} was imported by nobody: {string.Join("; ", line.Told)}");
            return null;
        }

        foreach (var told in line.Told)
        {
            var isSame = told.Content == first.Content
                ? (told.Card, told.Number, told.Seq, told.Reason) == (first.Card, first.Number, first.Seq, "")
                : told.Reason == Conflict;
            if (!isSame) violations.Add(Invariant.Replay, first.Card, $"{line.Key}: {told}, but {first}");
            if (told is { IsLate: true, Reason: "", Replayed: false })
                violations.Add(Invariant.Replay, first.Card, $"{line.Key} was imported once more: {told}");
        }

        if (line.Told.Count(told => told is { Reason: "", Replayed: false }) > 1)
            violations.Add(
                Invariant.Replay, first.Card, $"{line.Key} was made more than once: {string.Join("; ", line.Told)}");
        return first;
    }

    private static void CheckRows(
        ImportLine line, ImportTold told, ImportedCard content, LedgerEntry[] rows, Violations violations)
    {
        List<EntryKind> kinds = [EntryKind.Issue];
        if (content.Status is ImportedStatus.Lost or ImportedStatus.LostAndSuspended) kinds.Add(EntryKind.LossReport);
        if (content.Status is ImportedStatus.Suspended or ImportedStatus.LostAndSuspended)
            kinds.Add(EntryKind.Suspension);
        kinds.Add(EntryKind.OpeningBalance);
        var isRight = rows.Select(row => row.Kind).SequenceEqual(kinds)
            && rows[0].CardNumber?.Digits == told.Number
            && (content.CardNumber.Length == 0 || content.CardNumber == told.Number)
            && rows[^1].IdempotencyKey == line.Key && rows[^1].Seq == told.Seq
            && rows[^1].Points == PointsOf(content) && rows[^1].Balance == PointsOf(content);
        if (!isRight)
            violations.Add(
                Invariant.OneUse, told.Card,
                $"{line.Key}, {content}: there is {string.Join("; ", rows.Select(row => row.Brief()))}");
    }
}
