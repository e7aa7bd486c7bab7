using System.Text;
using Loyalty.Cli.Csv;

namespace Loyalty.Cli.Import;

/// <summary>The columns of an import file, in the order in which an export writes them.</summary>
internal enum ImportColumn
{
    Source,
    Key,
    Number,
    Type,
    IssueDate,
    TermEndDate,
    Status,
    Points,
    Debt,
    Member,
    Name,
    Phone,
    Birthday,
    Gender,
    Address,
    Consents,
    Tags,
    Notes,
}

/// <summary>
/// The positions of an import file's columns. They stand in any order; one that isn't known is a mistake.
/// </summary>
internal sealed class ImportColumns
{
    private static readonly ImportColumn[] Required =
        [ImportColumn.Key, ImportColumn.Type, ImportColumn.IssueDate, ImportColumn.Points];

    private readonly int[] _places;

    private ImportColumns(int[] places, int count) => (_places, Count) = (places, count);

    /// <summary>Their names in the header, by column.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "source", "key", "number", "type", "issue_date", "term_end_date", "status", "points", "debt", "member", "name",
        "phone", "birthday", "gender", "address", "consents", "tags", "notes",
    ];

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The field of a column; -1 where the file doesn't have it.</summary>
    public int this[ImportColumn column] => _places[(int)column];

    public static string NameOf(ImportColumn column) => Names[(int)column];

    /// <summary>Reads the header, which is the reader's current record.</summary>
    public static ImportColumns Of(CsvReader header)
    {
        var places = new int[Names.Count];
        Array.Fill(places, -1);
        for (var i = 0; i < header.FieldCount; i++)
        {
            var name = Encoding.UTF8.GetString(header[i]).Trim().ToLowerInvariant();
            var column = Names.Index().Where(known => known.Item == name).Select(known => known.Index)
                .DefaultIfEmpty(-1).First();
            if (column < 0)
            {
                throw new CsvException(
                    header.Line, $"no column is called “{name}”; columns are {string.Join(',', Names)}.");
            }

            if (places[column] >= 0) throw new CsvException(header.Line, $"the column “{name}” is there twice.");
            places[column] = i;
        }

        var missing = Required.Where(column => places[(int)column] < 0).Select(NameOf).ToList();
        return missing.Count == 0
            ? new ImportColumns(places, header.FieldCount)
            : throw new CsvException(header.Line, $"the header lacks {string.Join(", ", missing)}.");
    }
}
