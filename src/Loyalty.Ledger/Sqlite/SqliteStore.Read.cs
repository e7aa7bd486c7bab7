using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Rows;

namespace Loyalty.Ledger.Sqlite;

public sealed partial class SqliteStore
{
    private const string SelectSeq = "SELECT seq FROM entries WHERE card_id = $0 ORDER BY seq DESC LIMIT 1";

    private const string SelectCard =
        $"SELECT {SqliteRows.CardColumns} FROM entries WHERE card_id = $0 ORDER BY seq DESC LIMIT 1";

    private const string SelectClaim = "SELECT card_id, seq, meaning FROM claims WHERE key = $0";

    private const string SelectHolder = "SELECT card_id FROM holdings WHERE key = $0";

    private const string SelectHoldings =
        "SELECT card_id, key FROM holdings WHERE key > $0 AND key < $1 ORDER BY key LIMIT $2";

    private const string SelectDrawn = "SELECT drawn FROM counters WHERE key = $0";

    private static Inspection Inspect(SqliteStatements db, Commit commit)
    {
        return new Inspection(
            EarlierOf(db, commit.Identity),
            commit.FurtherKeys().FirstOrDefault(key => ClaimantOf(db, key) is not null),
            [.. commit.Cards.Select(steps => SeqOf(db, steps.CardId))],
            Locked: false, [.. commit.Draws.Select(draw => DrawnOf(db, draw.Key))])
        {
            Holders = [.. commit.Holds.Select(hold => HolderOf(db, hold.Key))],
        };
    }

    private static CommitOutcome? EarlierOf(SqliteStatements db, Identity? identity)
    {
        if (identity is null) return null;
        CardId cardId;
        long seq;
        Meaning? meaning;
        using (var reader = db.Query(SelectClaim, identity.Key))
        {
            if (!reader.Read()) return null;
            (cardId, seq, meaning) = (SqliteRows.CardId(reader, 0), reader.GetInt64(1), SqliteRows.Meaning(reader, 2));
        }

        return Rows.Earlier.Compare(identity, meaning, ReadEntries(db, cardId, EntryScan.After(seq - 1, 1))[0]);
    }

    private static long SeqOf(SqliteStatements db, CardId cardId)
    {
        using var reader = db.Query(SelectSeq, SqliteRows.Bytes(cardId));
        return reader.Read() ? reader.GetInt64(0) : 0;
    }

    private static long DrawnOf(SqliteStatements db, string key)
    {
        using var reader = db.Query(SelectDrawn, key);
        return reader.Read() ? reader.GetInt64(0) : 0;
    }

    private static CardId? ClaimantOf(SqliteStatements db, string key)
    {
        using var reader = db.Query(SelectClaim, key);
        return reader.Read() ? SqliteRows.CardId(reader, 0) : null;
    }

    private static CardId? HolderOf(SqliteStatements db, string key)
    {
        using var reader = db.Query(SelectHolder, key);
        return reader.Read() ? SqliteRows.CardId(reader, 0) : null;
    }

    private static List<HoldingRow> HoldingsBetween(SqliteStatements db, string after, string before, int limit)
    {
        var holdings = new List<HoldingRow>();
        using var reader = db.Query(SelectHoldings, after, before, limit);
        while (reader.Read()) holdings.Add(new HoldingRow(SqliteRows.CardId(reader, 0), reader.GetString(1)));
        return holdings;
    }

    private static CardState? Load(SqliteStatements db, CardId cardId)
    {
        using var reader = db.Query(SelectCard, SqliteRows.Bytes(cardId));
        return reader.Read() ? SqliteRows.Card(reader) : null;
    }
}
