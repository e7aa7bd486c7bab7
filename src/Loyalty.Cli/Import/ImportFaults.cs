namespace Loyalty.Cli.Import;

/// <summary>A fault of a line. It never repeats personal data.</summary>
/// <param name="Line">The line on which the record begins.</param>
/// <param name="Column">The column at fault; empty if it is the whole line.</param>
/// <param name="Problem">The fault, to follow on the column's name.</param>
internal sealed record ImportFault(long Line, string Column, string Problem)
{
    public override string ToString() => Column.Length == 0 ? $"line {Line}: {Problem}"
        : $"line {Line}: {Column} {Problem}";
}

/// <summary>All that is wrong with a file.</summary>
internal sealed class ImportFaults
{
    private readonly HashSet<ImportFault> _all = [];
    private readonly HashSet<long> _lines = [];

    public int Count => _all.Count;

    /// <summary>How many lines are at fault.</summary>
    public int LineCount => _lines.Count;

    public IEnumerable<ImportFault> ByLine => _all.OrderBy(fault => fault.Line);

    public void Add(long line, ImportColumn column, string problem) =>
        Add(new ImportFault(line, ImportColumns.NameOf(column), problem));

    public void Add(ImportFault fault)
    {
        _all.Add(fault);
        _lines.Add(fault.Line);
    }

    /// <summary>Two lines that can't both be right.</summary>
    public void AddPair(long line, long other, ImportColumn column, string problem)
    {
        Add(line, column, $"{problem} line {other}");
        Add(other, column, $"{problem} line {line}");
    }

    public bool Has(long line) => _lines.Contains(line);
}
