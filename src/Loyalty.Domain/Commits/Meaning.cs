using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Domain.Commits;

/// <summary>The parts of a request that make its meaning. Numbers are frozen: they stand in the ledger.</summary>
public enum MeaningField : byte
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
}

/// <summary>
/// A digest of what a request means, in our own canonical form, version 1: per field, in ascending order, its number,
/// the length of its value and the value. A field that is absent is left out, so that one added later changes no
/// older meaning. Besides the whole digest it keeps four bytes per field, enough to name the field that differs.
/// </summary>
/// <param name="Bytes">Version, SHA-256 of the canonical form, then field number and 4 bytes for each field.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Meaning")]
public sealed record Meaning([property: Id(0)] ImmutableArray<byte> Bytes)
{
    private const int HeaderLength = 1 + SHA256.HashSizeInBytes;
    private const int FieldLength = 1 + 4;

    public bool Equals(Meaning? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan()[1..]);

    /// <summary>The first field, in the order of their numbers, in which the two differ; null if none does.</summary>
    public MeaningField? FirstDifference(Meaning other)
    {
        var left = Bytes.AsSpan()[HeaderLength..];
        var right = other.Bytes.AsSpan()[HeaderLength..];
        while (!left.IsEmpty && !right.IsEmpty)
        {
            if (left[0] != right[0]) return (MeaningField)Math.Min(left[0], right[0]);
            if (!left[..FieldLength].SequenceEqual(right[..FieldLength])) return (MeaningField)left[0];
            left = left[FieldLength..];
            right = right[FieldLength..];
        }

        return !left.IsEmpty ? (MeaningField)left[0] : !right.IsEmpty ? (MeaningField)right[0] : null;
    }

    /// <summary>Whether it is the other, or has the other's fields and then some of higher numbers.</summary>
    public bool Extends(Meaning other)
    {
        var mine = Bytes.AsSpan();
        var theirs = other.Bytes.AsSpan();
        if (mine.Length <= theirs.Length) return mine.SequenceEqual(theirs);
        var further = mine.Length - theirs.Length;
        return further % FieldLength == 0 && mine[0] == theirs[0]
            && mine[HeaderLength..].StartsWith(theirs[HeaderLength..]);
    }

    /// <summary>Collects the fields of a meaning. They are added in ascending order of their numbers.</summary>
    public sealed class Builder
    {
        private const byte Version = 1;
        private readonly List<byte> fields = [];
        private readonly IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public Builder Add(MeaningField field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

        public Builder Add(MeaningField field, long value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            return Add(field, bytes);
        }

        public Builder Add(MeaningField field, DateOnly value) => Add(field, value.DayNumber);

        public Builder Add(MeaningField field, CardId value)
        {
            Span<byte> bytes = stackalloc byte[16];
            value.Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return Add(field, bytes);
        }

        /// <summary>Adds the field, unless the value is empty: what is absent has no part in the meaning.</summary>
        public Builder Add(MeaningField field, ReadOnlySpan<byte> value)
        {
            if (value.IsEmpty) return this;
            Span<byte> header = stackalloc byte[1 + sizeof(int)];
            header[0] = (byte)field;
            BinaryPrimitives.WriteInt32BigEndian(header[1..], value.Length);
            whole.AppendData(header);
            whole.AppendData(value);

            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(value, digest);
            fields.Add((byte)field);
            fields.AddRange(digest[..4]);
            return this;
        }

        public Meaning Build()
        {
            var bytes = new byte[HeaderLength + fields.Count];
            bytes[0] = Version;
            whole.GetHashAndReset(bytes.AsSpan(1, SHA256.HashSizeInBytes));
            fields.CopyTo(bytes, HeaderLength);
            whole.Dispose();
            return new Meaning([.. bytes]);
        }
    }
}
