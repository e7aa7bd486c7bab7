using Loyalty.Cli.Csv;
using Loyalty.Domain;

namespace Loyalty.Cli.Import;

/// <summary>Reads an import file's lines one at a time. What is wrong with a line is a fault, and the next one follows.
/// </summary>
internal sealed class RowReader
{
    /// <summary>An export names a member by the source and key of a card.</summary>
    private const int MaxMemberKey = 160;

    private readonly CsvReader _csv;
    private readonly ImportColumns _columns;
    private readonly ImportFaults _faults;
    private readonly Cells _cells;
    private readonly PersonColumns _person;
    private readonly ImportFrame _frame;

    /// <exception cref="CsvException">There is no header, or it is wrong.</exception>
    public RowReader(Stream file, ImportFrame frame, ImportFaults faults)
    {
        (_csv, _frame, _faults) = (new CsvReader(file), frame, faults);
        if (!_csv.Read()) throw new CsvException(1, "the file is empty; it needs a header.");
        _columns = ImportColumns.Of(_csv);
        _cells = new Cells(_csv, _columns, faults);
        _person = new PersonColumns(frame.Today, frame.Now);
    }

    public long Line => _csv.Line;

    /// <summary>Goes to the next line that can be taken apart, and gives what could be read of it; null at the end.
    /// </summary>
    public ImportRow? Read()
    {
        while (true)
        {
            var before = _csv.Line;
            try
            {
                if (!_csv.Read()) return null;
                if (_csv.FieldCount == _columns.Count) return ReadRow();
                _cells.Fault($"has {_csv.FieldCount} fields, the header has {_columns.Count}");
            }
            catch (CsvException e)
            {
                _faults.Add(new ImportFault(e.Line, "", e.Problem.TrimEnd('.')));

                // The reader stays where a record has no end: nothing behind that can be told apart.
                if (_csv.Line == before) return null;
            }
        }
    }

    private ImportRow ReadRow()
    {
        var source = _cells.IsEmpty(ImportColumn.Source) ? _frame.Source : _cells.Text(ImportColumn.Source);
        var card = CardColumns.AreIn(_cells) ? CardColumns.Read(_cells, source, _frame.Today) : null;
        if (card is not null && !Text.IsIdentifier(source))
        {
            _cells.Fault(
                ImportColumn.Source,
                source.Length > 0
                    ? "is not 1 to 64 printable ASCII characters"
                    : "is missing; --source gives one for all");
        }

        var person = PersonColumns.AreIn(_cells) ? _person.Read(_cells) : null;
        var key = _cells.Text(ImportColumn.Member);
        if (key.Length > MaxMemberKey || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            _cells.Fault(ImportColumn.Member, $"is not 1 to {MaxMemberKey} printable ASCII characters");
        var member = key.Length > 0 ? new MemberKey(_frame.Source, IsCards: false, key)
            : person is not null && card is not null ? new MemberKey(source, IsCards: true, card.Key)
            : null;
        if (person is not null && member is null)
            _cells.Fault(ImportColumn.Member, "is missing, on a line without card");
        if (person is null && card is null) _cells.Fault("has neither a card nor a member");
        return new ImportRow(Line, card, member, person);
    }
}

/// <summary>The values by which a file is read.</summary>
/// <param name="Source">The system of lines that don't name one; may be empty.</param>
/// <param name="Today">The program's business date.</param>
/// <param name="Now">The instant of the import.</param>
internal sealed record ImportFrame(string Source, DateOnly Today, DateTimeOffset Now);
