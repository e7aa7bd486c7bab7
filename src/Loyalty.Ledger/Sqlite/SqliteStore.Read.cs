using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Rows;

namespace Loyalty.Ledger.Sqlite;

internal sealed partial class SqliteStore
{
    private const string SelectSeq = "SELECT seq FROM entries WHERE card_id = $0 ORDER BY seq DESC LIMIT 1";

    private const string SelectCard =
        $"SELECT {SqliteRows.CardColumns} FROM entries WHERE card_id = $0 ORDER BY seq DESC LIMIT 1";

    private const string SelectUniqueKey = "SELECT card_id, seq, fingerprint FROM unique_keys WHERE key = $0";

    private const string SelectHolder = "SELECT card_id FROM exclusive_slots WHERE key = $0";

    private const string SelectSlots =
        "SELECT card_id, key FROM exclusive_slots WHERE key > $0 AND key < $1 ORDER BY key LIMIT $2";

    private const string SelectAllocated = "SELECT allocated FROM counters WHERE key = $0";

    private static Inspection Inspect(SqliteStatements db, Commit commit)
    {
        return new Inspection(
            EarlierOf(db, commit.IdempotencyKey),
            commit.UniqueKeysBesides().FirstOrDefault(key => UserOfKey(db, key) is not null),
            [.. commit.Cards.Select(steps => SeqOf(db, steps.CardId))],
            Locked: false, [.. commit.Allocations.Select(allocation => AllocatedOf(db, allocation.Key))])
        {
            Holders = [.. commit.SlotChanges.Select(slot => HolderOf(db, slot.Key))],
        };
    }

    private static CommitOutcome? EarlierOf(SqliteStatements db, IdempotencyKey? idempotencyKey)
    {
        if (idempotencyKey is null) return null;
        CardId cardId;
        long seq;
        Fingerprint? fingerprint;
        using (var reader = db.Query(SelectUniqueKey, idempotencyKey.Value))
        {
            if (!reader.Read()) return null;
            (cardId, seq, fingerprint) = (
                SqliteRows.CardId(reader, 0), reader.GetInt64(1), SqliteRows.Fingerprint(reader, 2));
        }

        return Rows.PriorOutcome.Compare(
            idempotencyKey, fingerprint, ReadEntries(db, cardId, EntryScan.After(seq - 1, 1))[0]);
    }

    private static long SeqOf(SqliteStatements db, CardId cardId)
    {
        using var reader = db.Query(SelectSeq, SqliteRows.Bytes(cardId));
        return reader.Read() ? reader.GetInt64(0) : 0;
    }

    private static long AllocatedOf(SqliteStatements db, string key)
    {
        using var reader = db.Query(SelectAllocated, key);
        return reader.Read() ? reader.GetInt64(0) : 0;
    }

    private static CardId? UserOfKey(SqliteStatements db, string key)
    {
        using var reader = db.Query(SelectUniqueKey, key);
        return reader.Read() ? SqliteRows.CardId(reader, 0) : null;
    }

    private static CardId? HolderOf(SqliteStatements db, string key)
    {
        using var reader = db.Query(SelectHolder, key);
        return reader.Read() ? SqliteRows.CardId(reader, 0) : null;
    }

    private static List<SlotRow> SlotsBetween(SqliteStatements db, string after, string before, int limit)
    {
        var slots = new List<SlotRow>();
        using var reader = db.Query(SelectSlots, after, before, limit);
        while (reader.Read()) slots.Add(new SlotRow(SqliteRows.CardId(reader, 0), reader.GetString(1)));
        return slots;
    }

    private static CardState? Load(SqliteStatements db, CardId cardId)
    {
        using var reader = db.Query(SelectCard, SqliteRows.Bytes(cardId));
        return reader.Read() ? SqliteRows.Card(reader) : null;
    }
}
