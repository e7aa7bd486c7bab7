using System.Globalization;
using System.Text;
using Loyalty.Cli.Csv;

namespace Loyalty.Cli.Import;

/// <summary>The current record's fields by column. What can't be read becomes a fault, and nothing.</summary>
internal sealed class Cells(CsvReader csv, ImportColumns columns, ImportFaults faults)
{
    private const int MinYear = 2, MaxYear = 9_997; // what the engine can reckon with

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public long Line => csv.Line;

    public bool IsEmpty(ImportColumn column) => columns[column] < 0 || csv[columns[column]].IsEmpty;

    public bool HasAny(params ReadOnlySpan<ImportColumn> some)
    {
        foreach (var column in some)
            if (!IsEmpty(column)) return true;
        return false;
    }

    /// <summary>The text; empty where the column isn't there.</summary>
    public string Text(ImportColumn column)
    {
        if (IsEmpty(column)) return "";
        try
        {
            return Strict.GetString(csv[columns[column]]);
        }
        catch (DecoderFallbackException)
        {
            Fault(column, "is not UTF-8");
            return "";
        }
    }

    /// <summary>A date; null if the field is empty or wrong.</summary>
    public DateOnly? Date(ImportColumn column)
    {
        if (IsEmpty(column)) return null;
        var date = ReadDate(Text(column));
        if (date is null) Fault(column, "is no date like 1990-12-31");
        return date;
    }

    public static DateOnly? ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && date.Year is >= MinYear and <= MaxYear
            ? date
            : null;

    public void Fault(ImportColumn column, string problem) => faults.Add(Line, column, problem);

    public void Fault(string problem) => faults.Add(new ImportFault(Line, "", problem));
}
