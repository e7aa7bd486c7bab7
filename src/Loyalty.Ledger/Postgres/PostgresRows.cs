using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Rows;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>PostgreSQL's rows as the domain's values.</summary>
internal static class PostgresRows
{
    private const int EntryColumnCount = 13;

    public static CardId CardId(NpgsqlDataReader reader, int column) => new(reader.GetGuid(column));

    /// <summary>Reads card_id, seq, balance, state, hash.</summary>
    public static CardState Card(NpgsqlDataReader reader) => StateJson.Read(
        CardId(reader, 0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3),
        ImmutableArray.Create(reader.GetFieldValue<byte[]>(4)));

    /// <summary>Reads an entry from <see cref="PostgresQueries.EntryColumns"/>, and its state.</summary>
    public static EntryRow EntryRow(NpgsqlDataReader reader)
    {
        var entry = Entry(reader);
        var state = StateJson.Read(
            entry.CardId, entry.Seq, entry.Balance, reader.GetString(EntryColumnCount), entry.Hash);
        return new EntryRow(entry, state);
    }

    /// <summary>Reads an entry from <see cref="PostgresQueries.EntryColumns"/>, beginning at a column.</summary>
    public static LedgerEntry Entry(NpgsqlDataReader reader, int from = 0)
    {
        var detail = DetailJson.Read(reader.GetString(from + 11));
        return new LedgerEntry(
            CardId(reader, from),
            reader.GetInt64(from + 1),
            Known.Of<EntryKind>(reader.GetInt16(from + 2)),
            reader.GetInt64(from + 3),
            reader.GetInt64(from + 4),
            reader.GetInt64(from + 5),
            detail.ToLotEffects(),
            reader.GetFieldValue<DateOnly>(from + 6),
            new DateTimeOffset(reader.GetDateTime(from + 7)),
            CallerJson.Read(reader.GetString(from + 8)),
            reader.GetString(from + 9),
            detail.Receipt?.ToReference(),
            detail.ToNumber(),
            reader.GetInt32(from + 10),
            detail.ToGrants(),
            detail.RemainderMinor ?? 0,
            ImmutableArray.Create(reader.GetFieldValue<byte[]>(from + 12)))
        {
            Change = detail.Change?.ToChange(),
            Counterpart = detail.Counterpart?.ToReference(),
            Content = detail.Content?.ToContent(),
        };
    }

    public static Fingerprint? Fingerprint(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Fingerprint(ImmutableArray.Create(reader.GetFieldValue<byte[]>(column)));
}
