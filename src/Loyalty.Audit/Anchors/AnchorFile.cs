using Loyalty.Ledger;

namespace Loyalty.Audit.Anchors;

/// <summary>
/// Every card's last entry as of one clean audit, to be kept where the database's owner can't reach it. If the file
/// exists, an audit is compared with it; after a clean audit it is replaced by one of the ledger as it stands then,
/// which names the root of the one before. After an audit with findings it stays as it is.
/// </summary>
public sealed class AnchorFile : IDisposable
{
    private readonly AnchorReader? reader;
    private readonly AnchorWriter writer;

    private AnchorFile(AnchorReader? reader, AnchorWriter writer) => (this.reader, this.writer) = (reader, writer);

    /// <summary>The root that the audit compared with the ledger; null if there was no file.</summary>
    public AnchorRoot? Verified => reader?.Root;

    /// <summary>The root that was written in its place; null until an audit was clean.</summary>
    public AnchorRoot? Written { get; private set; }

    internal AnchorLine? Current => reader?.Current;

    /// <summary>Reads the whole file and verifies its root, if it is there.</summary>
    /// <exception cref="InvalidDataException">The file is no anchor, or not as it was written.</exception>
    /// <exception cref="IOException">It can't be read, or none can be written beside it.</exception>
    public static AnchorFile Open(string path, TimeProvider time)
    {
        var replaced = File.Exists(path) ? AnchorReader.Open(path) : null;
        try
        {
            return new AnchorFile(replaced, new AnchorWriter(path, time.GetUtcNow(), replaced?.Root));
        }
        catch
        {
            replaced?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        reader?.Dispose();
        writer.Dispose();
    }

    internal void MoveNext() => reader!.MoveNext();

    internal void Write(AnchorLine line) => writer.Write(line);

    internal void Renew()
    {
        reader?.Dispose();
        Written = writer.Finish();
    }
}
