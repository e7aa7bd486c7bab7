using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Grains.Cards;

/// <summary>
/// What a silo's grains remember of their cards, side by side in a few large arrays. A grain is an old object somewhere
/// among many: wherever one of them points at a state just made, the garbage collector has to find it and to keep it
/// for long. Safe for use from several threads; a place is its taker's alone.
/// </summary>
public sealed class CardMemory
{
    private const int ArrayBits = 12; // 700 KB: a large object, which stays where it is
    private const int ArrayMask = (1 << ArrayBits) - 1;

    private readonly Lock gate = new();
    private readonly Stack<int> free = new();
    private PackedCard[][] arrays = [];

    /// <summary>Places that are taken.</summary>
    public int Taken
    {
        get
        {
            lock (gate) return (arrays.Length << ArrayBits) - free.Count;
        }
    }

    /// <summary>How far the card at a place had come; -1 if nothing is remembered of it.</summary>
    public long SeqOf(int place) => At(place).Seq;

    /// <summary>What is remembered at a place of its taker's card; null if nothing is.</summary>
    public CardState? Recall(int place, CardId cardId) => At(place).Unpack(cardId);

    /// <summary>Remembers a state in the place of the one before.</summary>
    public void Remember(int place, CardState state) => At(place).Keep(state);

    /// <summary>Remembers nothing at a place any more, which stays taken.</summary>
    public void Forget(int place) => At(place).Clear();

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
        Forget(place);
        lock (gate) free.Push(place);
    }

    private ref PackedCard At(int place) => ref Volatile.Read(ref arrays)[place >> ArrayBits][place & ArrayMask];

    private void Grow()
    {
        var first = arrays.Length << ArrayBits;
        Volatile.Write(ref arrays, [.. arrays, new PackedCard[1 << ArrayBits]]);
        for (var place = first + ArrayMask; place >= first; place--) free.Push(place);
    }
}
