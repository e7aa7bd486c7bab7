namespace Loyalty.Cli.Import;

/// <summary>
/// An import file, held in memory as it lies on the disk: it is read several times, and every time the same.
/// </summary>
internal sealed class ImportFile(string path, byte[] bytes, ImportFrame frame)
{
    /// <summary>Its name without folder, as the ledger notes it.</summary>
    public string Name => Path.GetFileName(path);

    public static ImportFile Open(string path, ImportFrame frame) => new(path, File.ReadAllBytes(path), frame);

    /// <summary>Reads every line as far as it can be read, and notes all that is wrong with it.</summary>
    public IEnumerable<ImportRow> ReadAll(ImportFaults faults)
    {
        var reader = new RowReader(new MemoryStream(bytes), frame, faults);
        while (reader.Read() is { } row) yield return row;
    }

    /// <summary>The lines of which nothing is wrong.</summary>
    public IEnumerable<ImportRow> ReadGood(ImportFaults known)
    {
        foreach (var row in ReadAll(new ImportFaults()))
            if (!known.Has(row.Line)) yield return row;
    }
}
