using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Rows;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>The domain's values as SQLite keeps them, and back.</summary>
internal static class SqliteRows
{
    public const string CardColumns = "card_id, seq, balance, state, hash";

    public const string EntryColumns = "card_id, seq, kind, points, balance, available, business_date, time, caller, "
        + "identity_key, rules_version, detail, hash";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static byte[] Bytes(CardId cardId) => cardId.Value.ToByteArray(bigEndian: true);

    public static byte[] Bytes(ImmutableArray<byte> bytes) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray(bytes)!;

    public static string Text(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static CardId CardId(SqliteDataReader reader, int column) =>
        new(new Guid(reader.GetFieldValue<byte[]>(column), bigEndian: true));

    public static CardState Card(SqliteDataReader reader) => StateJson.Read(
        CardId(reader, 0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3),
        reader.GetFieldValue<byte[]>(4));

    /// <summary>Reads an entry from <see cref="EntryColumns"/>, beginning at a column.</summary>
    public static LedgerEntry Entry(SqliteDataReader reader, int from = 0)
    {
        var detail = DetailJson.Read(reader.GetString(from + 11));
        return new LedgerEntry(
            CardId(reader, from),
            reader.GetInt64(from + 1),
            (EntryKind)(int)reader.GetInt64(from + 2),
            reader.GetInt64(from + 3),
            reader.GetInt64(from + 4),
            reader.GetInt64(from + 5),
            detail.ToLotEffects(),
            DateOnly.ParseExact(reader.GetString(from + 6), "O", CultureInfo.InvariantCulture),
            Time(reader.GetString(from + 7)),
            CallerJson.Read(reader.GetString(from + 8)),
            reader.GetString(from + 9),
            detail.Receipt?.ToReference(),
            detail.ToNumber(),
            (int)reader.GetInt64(from + 10),
            detail.ToGrants(),
            detail.RemainderMinor ?? 0,
            ImmutableArray.Create(reader.GetFieldValue<byte[]>(from + 12)));
    }

    public static Meaning? Meaning(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Meaning(ImmutableArray.Create(reader.GetFieldValue<byte[]>(column)));
}
