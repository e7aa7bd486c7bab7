using System.Runtime.InteropServices;
using Loyalty.Cli.Csv;

namespace Loyalty.Cli.Replay;

/// <summary>
/// The first reading of a file: which receipts it holds, of how many lines each, and whose they are. It checks every
/// line, so that nothing is sent of a file that is wrong further down. It keeps 24 bytes a receipt (some 60 with the
/// table's spare room) and the cards' names, never the lines.
/// </summary>
internal sealed class ReceiptScan
{
    private readonly Dictionary<UInt128, Shape> _receipts = [];
    private readonly Dictionary<string, int> _cardPlaces = new(StringComparer.Ordinal);
    private readonly List<string> _cards = [];

    /// <summary>A receipt's lines that the second reading has yet to meet, and the place of its card.</summary>
    internal struct Shape
    {
        public int Lines;
        public int Card;
    }

    /// <summary>The names of the cards, in the order in which the file names them.</summary>
    public IReadOnlyList<string> Cards => _cards;

    public long Receipts => _receipts.Count;

    public long Lines { get; private set; }

    /// <summary>How far the reading is, in bytes of the file.</summary>
    public long Position { get; private set; }

    public void Read(LineReader lines, CancellationToken cancellation)
    {
        while (lines.Read())
        {
            if (Lines++ % 1024 == 0)
            {
                Position = lines.Position;
                cancellation.ThrowIfCancellationRequested();
            }

            var card = PlaceOf(lines.Card);
            ref var shape = ref CollectionsMarshal.GetValueRefOrAddDefault(_receipts, lines.Key, out var known);
            if (known && shape.Card != card)
            {
                throw lines.Wrong($"receipt {lines.Number} of store {lines.Store} is on card {lines.Card} here, "
                    + $"and on card {_cards[shape.Card]} before.");
            }

            shape.Card = card;
            shape.Lines++;
        }
    }

    /// <summary>
    /// Finds the shape that the second reading must meet; a null reference where the file has changed.
    /// </summary>
    public ref Shape Find(UInt128 key) => ref CollectionsMarshal.GetValueRefOrNullRef(_receipts, key);

    private int PlaceOf(string name)
    {
        if (_cardPlaces.TryGetValue(name, out var place)) return place;
        _cardPlaces.Add(name, _cards.Count);
        _cards.Add(name);
        return _cards.Count - 1;
    }
}
