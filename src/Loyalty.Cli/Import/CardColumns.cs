using System.Globalization;
using Loyalty.Cli.Csv;
using Loyalty.Cli.Output;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.V1;
using CardType = Loyalty.V1.CardType;

namespace Loyalty.Cli.Import;

/// <summary>Reads and writes the columns that say what a card is.</summary>
internal static class CardColumns
{
    public const char Between = ';', BeforeDate = '@';
    public const string Never = "never", Lost = "lost", Suspended = "suspended", Both = "lost+suspended";

    private static readonly (CardType Type, string Name)[] Types =
        [(CardType.OneYear, "one-year"), (CardType.LongTerm, "long-term"), (CardType.Digital, "digital")];

    public static string NameOf(CardType type) => Types.First(known => known.Type == type).Name;

    /// <summary>Whether the line has a card at all.</summary>
    public static bool AreIn(Cells cells) => cells.HasAny(
        ImportColumn.Key, ImportColumn.Number, ImportColumn.Type, ImportColumn.IssueDate, ImportColumn.TermEndDate,
        ImportColumn.Status, ImportColumn.Points, ImportColumn.Debt);

    /// <param name="cells">The line.</param>
    /// <param name="source">The system that it comes from.</param>
    /// <param name="today">The latest date of issue.</param>
    public static ImportedCard Read(Cells cells, string source, DateOnly today)
    {
        var (issued, ends) = (cells.Date(ImportColumn.IssueDate), cells.Date(ImportColumn.TermEndDate));
        if (cells.IsEmpty(ImportColumn.IssueDate)) cells.Fault(ImportColumn.IssueDate, "is missing");
        if (issued > today) cells.Fault(ImportColumn.IssueDate, "is in the future");
        if (ends < issued) cells.Fault(ImportColumn.TermEndDate, "is before issue_date");
        var key = cells.Text(ImportColumn.Key);
        if (!Text.IsIdentifier(key))
            cells.Fault(ImportColumn.Key, key.Length == 0 ? "is missing" : "is not 1 to 64 printable ASCII characters");
        var card = new ImportedCard
        {
            Source = source, Key = key, CardNumber = ReadNumber(cells), Type = ReadType(cells),
            IssueDate = issued is { } from ? Dates.Of(from) : null,
            TermEndDate = ends is { } to ? Dates.Of(to) : null,
        };
        ReadStatus(cells, card);
        ReadPoints(cells, card);
        card.Debt = ReadDebt(cells);
        if (card.Debt > 0 && card.Lots.Count > 0) cells.Fault(ImportColumn.Debt, "stands beside points");
        return card;
    }

    /// <summary>Writes a card's columns; the same lots are always written in the same order.</summary>
    public static void Write(ImportedCard card, string[] cells)
    {
        cells[(int)ImportColumn.Source] = card.Source;
        cells[(int)ImportColumn.Key] = card.Key;
        cells[(int)ImportColumn.Number] = card.CardNumber;
        cells[(int)ImportColumn.Type] = NameOf(card.Type);
        cells[(int)ImportColumn.IssueDate] = Dates.Print(card.IssueDate);
        cells[(int)ImportColumn.TermEndDate] = Dates.Print(card.TermEndDate);
        cells[(int)ImportColumn.Status] = card.Status switch
        {
            ImportedStatus.LostAndSuspended => Both,
            ImportedStatus.Lost => Lost,
            ImportedStatus.Suspended => Suspended,
            _ => "",
        };
        cells[(int)ImportColumn.Points] = string.Join(
            Between,
            card.Lots.Select(lot => (Date: lot.ExpiryDate is null ? Never : Dates.Print(lot.ExpiryDate), lot.Points))
                .OrderBy(lot => lot.Date, StringComparer.Ordinal) // digits, so that never comes last
                .Select(lot => $"{lot.Points}{BeforeDate}{lot.Date}"));
        cells[(int)ImportColumn.Debt] = card.Debt == 0 ? "" : card.Debt.ToString(CultureInfo.InvariantCulture);
    }

    private static string ReadNumber(Cells cells)
    {
        if (cells.IsEmpty(ImportColumn.Number)) return "";
        switch (CardNumber.Parse(cells.Text(ImportColumn.Number), out var number))
        {
            case null:
                return number.Digits;
            case Refusal.CardNumberCheckDigit:
                cells.Fault(ImportColumn.Number, "has a wrong check digit");
                return "";
            default:
                cells.Fault(ImportColumn.Number, "is not 8 to 19 digits");
                return "";
        }
    }

    private static CardType ReadType(Cells cells)
    {
        var text = cells.Text(ImportColumn.Type);
        foreach (var (type, name) in Types)
            if (name == text) return type;
        cells.Fault(ImportColumn.Type, "is not one-year, long-term or digital");
        return CardType.Unspecified;
    }

    private static void ReadStatus(Cells cells, ImportedCard card)
    {
        var text = cells.Text(ImportColumn.Status);
        card.Status = text switch
        {
            Both => ImportedStatus.LostAndSuspended,
            Lost => ImportedStatus.Lost,
            Suspended => ImportedStatus.Suspended,
            _ => ImportedStatus.Live,
        };
        if (text is not ("" or "live" or Lost or Suspended or Both))
            cells.Fault(ImportColumn.Status, $"is not live, {Lost}, {Suspended} or {Both}");
    }

    private static void ReadPoints(Cells cells, ImportedCard card)
    {
        var sum = 0L;
        var dates = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in ListText.Split(cells.Text(ImportColumn.Points), Between))
        {
            var at = part.IndexOf(BeforeDate, StringComparison.Ordinal);
            var (points, date) = at < 0 ? (part, "") : (part[..at], part[(at + 1)..]);
            DateOnly? expires = null;
            if (date != Never && (expires = Cells.ReadDate(date)) is null)
                cells.Fault(ImportColumn.Points, "has a part that is not like 120@2027-12-31 or 120@never");
            if (!dates.Add(date)) cells.Fault(ImportColumn.Points, $"has {date} twice");
            var lot = new ImportedLot
            {
                ExpiryDate = expires is { } day ? Dates.Of(day) : null, Points = ReadAmount(cells, points),
            };
            sum = Math.Min(sum, ImportValidator.MaxPoints) + lot.Points;
            card.Lots.Add(lot);
        }

        if (sum > ImportValidator.MaxPoints) cells.Fault(ImportColumn.Points, "is more than a card can hold");
        if (card.Lots.Count > ImportValidator.MaxLots)
            cells.Fault(ImportColumn.Points, $"has more than {ImportValidator.MaxLots} parts");
    }

    private static long ReadAmount(Cells cells, string text)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points);
        if (isNumber && points is > 0 and <= ImportValidator.MaxPoints) return points;
        cells.Fault(ImportColumn.Points, "has a part that is no whole number above 0, or more than a card can hold");
        return 0;
    }

    private static long ReadDebt(Cells cells)
    {
        if (cells.IsEmpty(ImportColumn.Debt)) return 0;
        if (long.TryParse(cells.Text(ImportColumn.Debt), NumberStyles.None, CultureInfo.InvariantCulture, out var debt)
            && debt <= ImportValidator.MaxPoints)
            return debt;
        cells.Fault(ImportColumn.Debt, "is no whole number, or more than a card can hold");
        return 0;
    }
}
