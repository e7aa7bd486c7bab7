using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Domain.Commits;

/// <summary>
/// The fields of a request that its fingerprint covers. Numbers are frozen: they stand in the ledger.
/// </summary>
public enum FingerprintField : byte
{
    Command = 1,
    Card = 2,
    Store = 3,
    Till = 4,
    BusinessDate = 5,
    Number = 6,
    Currency = 7,
    Total = 8,
    Lines = 9,
    Tenders = 10,
    CardType = 11,
    CardNumber = 12,
    Surrendered = 13,
    Reason = 14,
    Member = 15,
    OtherCard = 16,
    Points = 17,
    TermEnd = 20,
    Lost = 21,
    Suspended = 22,
    Lots = 23,
    Debt = 24,
}

/// <summary>
/// A digest of what a request means, in our own canonical form, version 1: per field, in ascending order, its number,
/// the length of its value and the value. A field that is absent is left out, so that one added later changes no
/// older fingerprint. Besides the whole digest it keeps a mark per field, enough to name the field that differs.
/// </summary>
/// <param name="Bytes">Version, SHA-256 of the canonical form, then number and CRC-32C of each field.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Fingerprint")]
public sealed record Fingerprint([property: Id(0)] ImmutableArray<byte> Bytes)
{
    private const int HeaderLength = 1 + SHA256.HashSizeInBytes;
    private const int FieldLength = 1 + 4;

    public bool Equals(Fingerprint? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan()[1..]);

    /// <summary>
    /// The first field, in the order of their numbers, in which the two differ; null if none does. Where only the
    /// digests differ, which takes two marks to be the same by chance, it is the command that differs.
    /// </summary>
    public FingerprintField? FirstDifference(Fingerprint other)
    {
        if (Equals(other)) return null;
        var left = Bytes.AsSpan()[HeaderLength..];
        var right = other.Bytes.AsSpan()[HeaderLength..];
        while (!left.IsEmpty && !right.IsEmpty)
        {
            if (left[0] != right[0]) return (FingerprintField)Math.Min(left[0], right[0]);
            if (!left[..FieldLength].SequenceEqual(right[..FieldLength])) return (FingerprintField)left[0];
            left = left[FieldLength..];
            right = right[FieldLength..];
        }

        return !left.IsEmpty ? (FingerprintField)left[0]
            : !right.IsEmpty ? (FingerprintField)right[0]
            : FingerprintField.Command;
    }

    /// <summary>Whether it is the other, or has the other's fields and then some of higher numbers.</summary>
    public bool Extends(Fingerprint other)
    {
        var mine = Bytes.AsSpan();
        var theirs = other.Bytes.AsSpan();
        if (mine.Length <= theirs.Length) return mine.SequenceEqual(theirs);
        var further = mine.Length - theirs.Length;
        return further % FieldLength == 0 && mine[0] == theirs[0]
            && mine[HeaderLength..].StartsWith(theirs[HeaderLength..]);
    }

    /// <summary>Collects the fields of a fingerprint. They are added in ascending order of their numbers.</summary>
    public sealed class Builder
    {
        private const byte Version = 1;
        private const int MaxFields = 32;
        private readonly CanonicalWriter whole = new(256);
        private readonly byte[] marks = new byte[MaxFields * FieldLength];
        private int marked;

        public Builder Add(FingerprintField field, string value)
        {
            Span<byte> bytes = stackalloc byte[256];
            return Encoding.UTF8.TryGetBytes(value, bytes, out var length)
                ? Add(field, bytes[..length])
                : Add(field, Encoding.UTF8.GetBytes(value));
        }

        public Builder Add(FingerprintField field, long value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            return Add(field, bytes);
        }

        public Builder Add(FingerprintField field, DateOnly value) => Add(field, value.DayNumber);

        public Builder Add(FingerprintField field, CardId value)
        {
            Span<byte> bytes = stackalloc byte[16];
            value.Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return Add(field, bytes);
        }

        /// <summary>Adds the field, unless the value is empty: an absent one has no part in the fingerprint.</summary>
        public Builder Add(FingerprintField field, ReadOnlySpan<byte> value)
        {
            if (value.IsEmpty) return this;
            Span<byte> header = stackalloc byte[1 + sizeof(int)];
            header[0] = (byte)field;
            BinaryPrimitives.WriteInt32BigEndian(header[1..], value.Length);
            whole.Bytes(header);
            whole.Bytes(value);
            marks[marked] = (byte)field;
            BinaryPrimitives.WriteUInt32BigEndian(marks.AsSpan(marked + 1), Mark(value));
            marked += FieldLength;
            return this;
        }

        public Fingerprint Build()
        {
            var bytes = new byte[HeaderLength + marked];
            bytes[0] = Version;
            SHA256.HashData(whole.Written, bytes.AsSpan(1));
            marks.AsSpan(0, marked).CopyTo(bytes.AsSpan(HeaderLength));
            return new Fingerprint(ImmutableCollectionsMarshal.AsImmutableArray(bytes));
        }

        /// <summary>CRC-32C (RFC 3720, appendix B.4).</summary>
        private static uint Mark(ReadOnlySpan<byte> value)
        {
            var crc = uint.MaxValue;
            for (; value.Length >= sizeof(ulong); value = value[sizeof(ulong)..])
                crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(value));
            foreach (var rest in value) crc = BitOperations.Crc32C(crc, rest);
            return ~crc;
        }
    }
}
