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
    /// <summary>The columns of an entry that say how the card is after it.</summary>
    public const string CardColumns = "card_id, seq, balance, state, hash";

    public const string EntryColumns = "card_id, seq, kind, points, balance, available, business_date, time, caller, "
        + "idempotency_key, rules_version, detail, hash";

    private const int EntryColumnCount = 13;

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

    /// <summary>Reads a card from <see cref="CardColumns"/>.</summary>
    public static CardState Card(SqliteDataReader reader) => StateJson.Read(
        CardId(reader, 0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3),
        ImmutableArray.Create(reader.GetFieldValue<byte[]>(4)));

    /// <summary>Reads an entry from <see cref="EntryColumns"/>, and its state.</summary>
    public static EntryRow EntryRow(SqliteDataReader reader)
    {
        var entry = Entry(reader);
        var state = StateJson.Read(
            entry.CardId, entry.Seq, entry.Balance, reader.GetString(EntryColumnCount), entry.Hash);
        return new EntryRow(entry, state);
    }

    /// <summary>Reads an entry from <see cref="EntryColumns"/>.</summary>
    public static LedgerEntry Entry(SqliteDataReader reader)
    {
        var detail = DetailJson.Read(reader.GetString(11));
        return new LedgerEntry(
            CardId(reader, 0),
            reader.GetInt64(1),
            Known.Of<EntryKind>(reader.GetInt64(2)),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.GetInt64(5),
            detail.ToLotEffects(),
            DateOnly.ParseExact(reader.GetString(6), "O", CultureInfo.InvariantCulture),
            Time(reader.GetString(7)),
            CallerJson.Read(reader.GetString(8)),
            reader.GetString(9),
            detail.Receipt?.ToReference(),
            detail.ToNumber(),
            (int)reader.GetInt64(10),
            detail.ToGrants(),
            detail.RemainderMinor ?? 0,
            ImmutableArray.Create(reader.GetFieldValue<byte[]>(12)))
        {
            Change = detail.Change?.ToChange(),
            Counterpart = detail.Counterpart?.ToReference(),
            Content = detail.Content?.ToContent(),
        };
    }

    public static Fingerprint? Fingerprint(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Fingerprint(ImmutableArray.Create(reader.GetFieldValue<byte[]>(column)));
}
