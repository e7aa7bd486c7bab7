using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Grains.Cards;

/// <summary>
/// A card's state laid flat: one place in memory instead of five objects, and nothing young that an old place refers
/// to. What doesn't lie flat, such as more lots than have room, is kept whole.
/// </summary>
internal struct PackedCard
{
    private const int LotsWithRoom = 3;
    private const int HashBytes = 32;

    private CardState? whole;
    private CardLife? life; // null: nothing lies flat here
    private PackedNumber number;
    private long seq;
    private long balance;
    private long debt;
    private long remainderMinor;
    private int issueDay;
    private int lotCount;
    private Hash hash;
    private Lots lots;

    /// <summary>How far the card had come; -1 where nothing is kept.</summary>
    public readonly long Seq => life is not null ? seq : whole?.Seq ?? -1;

    /// <summary>Keeps a state in the place of the one before.</summary>
    public void Keep(CardState state)
    {
        var liesFlat = state.Hash.Length == HashBytes && state.Lots.Length <= LotsWithRoom && state.DayPoints.IsEmpty
            && PackedNumber.TryPack(state.Number, out number);
        whole = liesFlat ? null : state;
        life = liesFlat ? state.Life : null;
        if (!liesFlat) return;
        seq = state.Seq;
        balance = state.Balance;
        debt = state.Debt;
        remainderMinor = state.RemainderMinor;
        issueDay = state.IssueDate.DayNumber;
        state.Hash.CopyTo(hash);
        lotCount = state.Lots.Length;
        state.Lots.CopyTo(lots);
    }

    /// <summary>Keeps nothing any more.</summary>
    public void Clear() => this = default;

    /// <summary>The state that was kept; null if none.</summary>
    public readonly CardState? Unpack(CardId cardId) => life is null
        ? whole
        : new CardState(
            cardId, seq, number.Unpack(), DateOnly.FromDayNumber(issueDay), balance, debt,
            ImmutableArray.Create(((ReadOnlySpan<Lot>)lots)[..lotCount]), remainderMinor, [],
            ImmutableArray.Create((ReadOnlySpan<byte>)hash))
        {
            Life = life,
        };

    [InlineArray(HashBytes)]
    private struct Hash
    {
        private byte first;
    }

    [InlineArray(LotsWithRoom)]
    private struct Lots
    {
        private Lot first;
    }
}
