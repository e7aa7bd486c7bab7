using System.Buffers.Binary;
using Loyalty.Domain;

namespace Loyalty.Ledger.Postgres;

/// <summary>
/// The advisory lock that a transaction holds on a card while it writes it, so that another finds out at once instead
/// of waiting for its end. It guards nothing: the expected version is the primary key of the entries.
/// </summary>
internal static class CardLock
{
    /// <summary>
    /// The lock's key: the halves of the card's id, one upon the other. Cards that share it wait for each other.
    /// </summary>
    public static long KeyOf(CardId cardId)
    {
        Span<byte> bytes = stackalloc byte[16];
        cardId.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) ^ BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }
}
