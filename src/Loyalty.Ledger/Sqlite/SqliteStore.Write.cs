using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

internal sealed partial class SqliteStore
{
    private const string InsertEntry = $"INSERT INTO entries ({SqliteRows.EntryColumns}, state) "
        + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

    private const string InsertUniqueKey =
        "INSERT INTO unique_keys (key, card_id, seq, fingerprint) VALUES ($0, $1, $2, $3)";

    private const string DeleteSlot = "DELETE FROM exclusive_slots WHERE key = $0 AND card_id = $1";

    private const string InsertSlot = "INSERT INTO exclusive_slots (key, card_id) VALUES ($0, $1)";

    private const string TakeUnits = """
        INSERT INTO counters (key, cap, allocated) SELECT $0, $1, $2 WHERE $2 <= $1
        ON CONFLICT (key) DO UPDATE SET allocated = allocated + $2, cap = $1 WHERE allocated + $2 <= $1
        RETURNING allocated
        """;

    private const string InsertAllocation =
        "INSERT INTO allocations (key, first_unit, quantity, card_id, seq) VALUES ($0, $1, $2, $3, $4)";

    /// <summary>
    /// One transaction: per card (1) the expected version: its last entry is the expected one, which is looked for
    /// unless we wrote it in this incarnation of the file; (2) its entries; then per commit (3) idempotency keys and
    /// unique keys; (4) exclusive slots, given up before others are taken; (5) allocations. The first guard that fails
    /// ends it. Whatever else is thrown inside, the worker rolls back.
    /// </summary>
    private WriteResult Write(
        SqliteStatements db, IReadOnlyList<Commit> batch, IReadOnlyList<CardSteps> cards, EntryTexts[][] texts)
    {
        db.Execute("BEGIN IMMEDIATE");
        var units = new ImmutableArray<long>[batch.Count];
        string incarnation;
        try
        {
            incarnation = SqliteDatabase.IncarnationOf(db);
            if (!WriteEntries(db, incarnation, cards, texts) || !WriteUniqueKeys(db, batch, units))
            {
                db.Execute("ROLLBACK");
                return default;
            }
        }
        catch (SqliteException exception)
        {
            db.TryRollback();
            if (SqliteErrors.IsTaken(exception)) return default;
            throw;
        }

        db.Commit();
        written.Add(incarnation, cards);
        database.Checkpoints.AfterCommitOf(db, cards.Count);
        return new WriteResult(true, units);
    }

    private bool WriteEntries(
        SqliteStatements db, string incarnation, IReadOnlyList<CardSteps> cards, EntryTexts[][] texts)
    {
        var (knownIncarnation, known) = written.Look(cards);
        for (var i = 0; i < cards.Count; i++)
        {
            // 1. The version check. There is no other writer, so nothing comes between.
            var isThere = known[i] && incarnation == knownIncarnation;
            if (!isThere && SeqOf(db, cards[i].CardId) != cards[i].ExpectedSeq) return false;

            // 2. Its entries. A card that has changed since has one of them.
            InsertEntries(db, cards[i], texts[i]);
        }

        return true;
    }

    private static bool WriteUniqueKeys(SqliteStatements db, IReadOnlyList<Commit> batch, ImmutableArray<long>[] units)
    {
        for (var i = 0; i < batch.Count; i++)
            if (!WriteUniqueKeys(db, batch[i], out units[i])) return false;
        return true;
    }

    private static bool WriteUniqueKeys(SqliteStatements db, Commit commit, out ImmutableArray<long> units)
    {
        units = [];
        var (cardId, answerSeq) = (SqliteRows.Bytes(commit.CardId), commit.Answer.Seq);

        // 3. Idempotency keys and other unique keys.
        var fingerprint = SqliteRows.Bytes(commit.IdempotencyKey.Fingerprint.Bytes);
        db.Execute(InsertUniqueKey, commit.IdempotencyKey.Value, cardId, answerSeq, fingerprint);
        foreach (var key in commit.UniqueKeys) db.Execute(InsertUniqueKey, key, cardId, answerSeq, null);
        foreach (var (further, entry) in commit.FurtherKeys)
        {
            db.Execute(
                InsertUniqueKey, further.Value, SqliteRows.Bytes(entry.CardId), entry.Seq,
                SqliteRows.Bytes(further.Fingerprint.Bytes));
        }

        // 4. Exclusive slots.
        if (!commit.SlotChanges.IsEmpty && !ChangeSlots(db, commit.SlotChanges)) return false;

        // 5. Allocations.
        return commit.Allocations.IsEmpty || Allocation(db, commit, cardId, out units);
    }

    private static void InsertEntries(SqliteStatements db, CardSteps steps, EntryTexts[] texts)
    {
        var cardId = SqliteRows.Bytes(steps.CardId);
        for (var i = 0; i < steps.Entries.Length; i++)
        {
            var entry = steps.Entries[i];
            db.Execute(
                InsertEntry, cardId, entry.Seq, (int)entry.Kind, entry.Points, entry.Balance, entry.Available,
                SqliteRows.Text(entry.BusinessDate), SqliteRows.Text(entry.Time), texts[i].Caller, entry.IdempotencyKey,
                entry.RulesVersion, texts[i].Detail, SqliteRows.Bytes(entry.Hash), texts[i].State);
        }
    }

    private static bool ChangeSlots(SqliteStatements db, ImmutableArray<SlotChange> slots)
    {
        foreach (var slot in slots)
        {
            if (slot.Change != SlotAction.Release) continue;
            if (db.Execute(DeleteSlot, slot.Key, SqliteRows.Bytes(slot.CardId)) != 1) return false;
        }

        foreach (var slot in slots)
            if (slot.Change == SlotAction.Take) db.Execute(InsertSlot, slot.Key, SqliteRows.Bytes(slot.CardId));
        return true;
    }

    private static bool Allocation(SqliteStatements db, Commit commit, byte[] cardId, out ImmutableArray<long> units)
    {
        var taken = ImmutableArray.CreateBuilder<long>(commit.Allocations.Length);
        units = [];
        foreach (var allocation in commit.Allocations)
        {
            long allocated;
            using (var reader = db.Query(TakeUnits, allocation.Key, allocation.Cap, allocation.Quantity))
            {
                if (!reader.Read()) return false;
                allocated = reader.GetInt64(0);
            }

            var firstUnit = allocated - allocation.Quantity + 1;
            db.Execute(InsertAllocation, allocation.Key, firstUnit, allocation.Quantity, cardId, commit.Answer.Seq);
            taken.Add(firstUnit);
        }

        units = taken.MoveToImmutable();
        return true;
    }
}
