using Loyalty.Domain.Cards;

namespace Loyalty.Grains.Cards;

/// <summary>
/// What a silo's grains remember of their cards, side by side. A grain is an old object somewhere among many: wherever
/// one of them points at a state just made, the garbage collector has to walk the neighbourhood to find it. In a few
/// large arrays it looks straight at the place. Safe for use from several threads; a place is its taker's alone.
/// </summary>
public sealed class CardMemory
{
    private const int ArrayBits = 14; // 128 KB: a large object, which stays where it is
    private const int ArrayMask = (1 << ArrayBits) - 1;

    private readonly Lock gate = new();
    private readonly Stack<int> free = new();
    private CardState?[][] arrays = [];

    /// <summary>Places that are taken.</summary>
    public int Taken
    {
        get
        {
            lock (gate) return (arrays.Length << ArrayBits) - free.Count;
        }
    }

    /// <summary>What is remembered at a place.</summary>
    public CardState? this[int place]
    {
        get => Volatile.Read(ref arrays)[place >> ArrayBits][place & ArrayMask];
        set => Volatile.Read(ref arrays)[place >> ArrayBits][place & ArrayMask] = value;
    }

    /// <summary>Takes an empty place.</summary>
    public int Take()
    {
        lock (gate)
        {
            if (free.Count == 0) Grow();
            return free.Pop();
        }
    }

    /// <summary>Empties a place and gives it back.</summary>
    public void Release(int place)
    {
        this[place] = null;
        lock (gate) free.Push(place);
    }

    private void Grow()
    {
        var first = arrays.Length << ArrayBits;
        Volatile.Write(ref arrays, [.. arrays, new CardState?[1 << ArrayBits]]);
        for (var place = first + ArrayMask; place >= first; place--) free.Push(place);
    }
}
