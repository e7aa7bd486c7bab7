using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Domain;
using Loyalty.Ledger;

namespace Loyalty.Audit.Anchors;

/// <summary>
/// An anchor that exists. It is read twice: once to verify its own root, once beside the ledger, from the same open
/// file.
/// </summary>
internal sealed class AnchorReader : IDisposable
{
    private readonly string path;
    private readonly StreamReader lines;
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private AnchorReader(string path)
    {
        this.path = path;
        lines = new StreamReader(path, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
    }

    /// <summary>The anchor's root.</summary>
    public AnchorRoot Root { get; private set; } = null!;

    /// <summary>The next line; null at the end.</summary>
    public AnchorLine? Current { get; private set; }

    /// <exception cref="InvalidDataException">It is no anchor, or not as it was written.</exception>
    public static AnchorReader Open(string path)
    {
        var reader = new AnchorReader(path);
        try
        {
            reader.Verify();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public void MoveNext() => Current = lines.ReadLine() is { } text ? AnchorLine.Parse(text) : null;

    public void Dispose()
    {
        lines.Dispose();
        digest.Dispose();
    }

    private void Verify()
    {
        if (Next() != AnchorFormat.Version) throw Malformed("it doesn't begin as an anchor of version 1");
        var time = AnchorFormat.ParseTime(After(AnchorFormat.Time, Next())) ?? throw Malformed("it has no time");
        After(AnchorFormat.After, Next());
        var (cards, end) = ReadCards();
        var stated = After(AnchorFormat.Cards, end);
        if (stated != cards.ToString(CultureInfo.InvariantCulture))
            throw Malformed($"it says {stated} cards and has {cards}");
        var root = Convert.ToHexStringLower(digest.GetHashAndReset());
        if (After(AnchorFormat.Root, lines.ReadLine()) != root || lines.ReadLine() is not null)
            throw Malformed("its root is not that of its lines");
        Root = new AnchorRoot(root, time, cards);
        Rewind();
    }

    /// <summary>Reads the cards' lines and the one after them.</summary>
    private (long Cards, string? End) ReadCards()
    {
        var cards = 0L;
        CardId? last = null;
        while (true)
        {
            var text = Next();
            if (text is null || AnchorLine.Parse(text) is not { } line) return (cards, text);
            if (last >= line.CardId) throw Malformed($"its line of card {line.CardId} is out of order");
            last = line.CardId;
            cards++;
        }
    }

    private void Rewind()
    {
        lines.BaseStream.Position = 0;
        lines.DiscardBufferedData();
        for (var header = 0; header < 3; header++) lines.ReadLine();
        MoveNext();
    }

    private string? Next()
    {
        var text = lines.ReadLine();
        if (text is not null) digest.AppendData(Encoding.Latin1.GetBytes(text + "\n"));
        return text;
    }

    private string After(string word, string? text) =>
        text is not null && text.StartsWith(word, StringComparison.Ordinal)
            ? text[word.Length..]
            : throw Malformed($"the line that begins with “{word.TrimEnd()}” is missing");

    private InvalidDataException Malformed(string why) => new($"The anchor '{path}' is not as it was written: {why}.");
}
