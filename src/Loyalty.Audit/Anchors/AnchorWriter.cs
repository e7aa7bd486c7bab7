using System.Security.Cryptography;
using System.Text;
using Loyalty.Ledger;

namespace Loyalty.Audit.Anchors;

/// <summary>
/// An anchor in the making, beside its place. It takes its place when it is whole and on the disk, in one step; until
/// then whatever stands there stays.
/// </summary>
internal sealed class AnchorWriter : IDisposable
{
    private readonly string path;
    private readonly FileStream file;
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly DateTimeOffset time;
    private long cards;
    private bool isInPlace;

    public AnchorWriter(string path, DateTimeOffset time, AnchorRoot? replaced)
    {
        this.path = path;
        this.time = AnchorFormat.ParseTime(AnchorFormat.Print(time))!.Value; // as it will be read
        file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        Append(AnchorFormat.Version);
        Append(AnchorFormat.Time + AnchorFormat.Print(time));
        Append(AnchorFormat.After + (replaced?.Root ?? AnchorFormat.None));
    }

    public void Write(AnchorLine line)
    {
        Append(line.ToString());
        cards++;
    }

    /// <summary>Ends it with its root, and puts it in its place.</summary>
    public AnchorRoot Finish()
    {
        Append($"{AnchorFormat.Cards}{cards}");
        var root = Convert.ToHexStringLower(digest.GetHashAndReset());
        Append(AnchorFormat.Root + root);
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(file.Name, path, overwrite: true);
        isInPlace = true;
        return new AnchorRoot(root, time, cards);
    }

    public void Dispose()
    {
        file.Dispose();
        if (!isInPlace) File.Delete(file.Name);
        digest.Dispose();
    }

    private void Append(string line)
    {
        var bytes = Encoding.Latin1.GetBytes(line + "\n");
        digest.AppendData(bytes);
        file.Write(bytes);
    }
}
