using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Domain;

/// <summary>Names a card's ledger for ever; the number printed on the plastic is only a credential for it.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.CardId")]
public readonly record struct CardId([property: Id(0)] Guid Value) : IComparable<CardId>
{
    /// <summary>
    /// Derives the id of the card that a request issues, so that a repeated request reaches the same card.
    /// The bits follow RFC 9562, version 8 (custom).
    /// </summary>
    public static CardId ForRequest(string callerScope, Guid requestId) =>
        Derive($"card/{callerScope}/{requestId:D}");

    /// <summary>Derives the id of the card that an import makes, whoever runs it.</summary>
    /// <param name="idempotencyKey">The key of the request that makes the card.</param>
    public static CardId ForImport(string idempotencyKey) => Derive($"card/{idempotencyKey}");

    private static CardId Derive(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new CardId(new Guid(hash[..16], bigEndian: true));
    }

    /// <summary>Orders as PostgreSQL orders uuid and SQLite orders the 16 bytes: big-endian, unsigned.</summary>
    public int CompareTo(CardId other)
    {
        Span<byte> left = stackalloc byte[16], right = stackalloc byte[16];
        Value.TryWriteBytes(left, bigEndian: true, out _);
        other.Value.TryWriteBytes(right, bigEndian: true, out _);
        var high = BinaryPrimitives.ReadUInt64BigEndian(left).CompareTo(BinaryPrimitives.ReadUInt64BigEndian(right));
        return high != 0
            ? high
            : BinaryPrimitives.ReadUInt64BigEndian(left[8..])
                .CompareTo(BinaryPrimitives.ReadUInt64BigEndian(right[8..]));
    }

    public static bool operator <(CardId left, CardId right) => left.CompareTo(right) < 0;
    public static bool operator >(CardId left, CardId right) => left.CompareTo(right) > 0;
    public static bool operator <=(CardId left, CardId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(CardId left, CardId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value.ToString("D");
}
