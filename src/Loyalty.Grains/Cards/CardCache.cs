using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Grains.Cards;

/// <summary>
/// The states of a silo's cards, side by side in a few large arrays. A grain is an old object somewhere
/// among many: wherever one of them points at a state just made, the garbage collector has to find it and to keep it
/// for long. Safe for use from several threads; a place is its taker's alone.
/// </summary>
/// <param name="arrayBits">
/// Places in one array, as a power of two. The default makes one of 700 KB: a large object, which stays where it is.
/// </param>
public sealed class CardCache(int arrayBits = 12)
{
    private readonly int arrayMask = (1 << arrayBits) - 1;
    private readonly Lock gate = new();
    private readonly Stack<int> free = new();
    private PackedCard[][] arrays = [];

    /// <summary>Places that are taken.</summary>
    public int Taken
    {
        get
        {
            lock (gate) return (arrays.Length << arrayBits) - free.Count;
        }
    }

    /// <summary>How far the card at a place had come; -1 if nothing is cached of it.</summary>
    public long SeqOf(int place) => At(place).Seq;

    /// <summary>Returns the cached state at a place of its taker's card; null if there is none.</summary>
    public CardState? Get(int place, CardId cardId) => At(place).Unpack(cardId);

    /// <summary>Caches a state in the place of the one before.</summary>
    public void Set(int place, CardState state) => At(place).Keep(state);

    /// <summary>Empties a place, which stays taken.</summary>
    public void Invalidate(int place) => At(place).Clear();

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
        Invalidate(place);
        lock (gate) free.Push(place);
    }

    private ref PackedCard At(int place) => ref Volatile.Read(ref arrays)[place >> arrayBits][place & arrayMask];

    private void Grow()
    {
        var first = arrays.Length << arrayBits;
        Volatile.Write(ref arrays, [.. arrays, new PackedCard[1 << arrayBits]]);
        for (var place = first + arrayMask; place >= first; place--) free.Push(place);
    }
}
