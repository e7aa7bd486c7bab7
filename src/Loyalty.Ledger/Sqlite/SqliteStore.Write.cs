using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

public sealed partial class SqliteStore
{
    private const string InsertEntry = $"INSERT INTO entries ({SqliteRows.EntryColumns}, state) "
        + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

    private const string InsertClaim =
        "INSERT INTO claims (key, card_id, seq, meaning) VALUES ($0, $1, $2, $3)";

    /// <summary>
    /// Becomes another when another connection changes the database, and not by our own commits. Each connection counts
    /// by itself.
    /// </summary>
    private const string SelectEra = "PRAGMA data_version";

    private const string DeleteHolding = "DELETE FROM holdings WHERE key = $0 AND card_id = $1";

    private const string InsertHolding = "INSERT INTO holdings (key, card_id) VALUES ($0, $1)";

    private const string TakeUnits = """
        INSERT INTO counters (key, bound, drawn) SELECT $0, $1, $2 WHERE $2 <= $1
        ON CONFLICT (key) DO UPDATE SET drawn = drawn + $2, bound = $1 WHERE drawn + $2 <= $1
        RETURNING drawn
        """;

    private const string InsertDraw =
        "INSERT INTO draws (key, first_unit, quantity, card_id, seq) VALUES ($0, $1, $2, $3, $4)";

    /// <summary>
    /// One transaction: per card (1) the fence: its last entry is the expected one, which is looked for unless we
    /// wrote it in this era of the file; (2) its entries; then per commit (3) identities and claims; (4) holdings,
    /// given up before others are taken; (5) draws. The first guard that fails ends it. Whatever else is thrown inside,
    /// the worker rolls back.
    /// </summary>
    private WriteResult Write(
        SqliteStatements db, IReadOnlyList<Commit> batch, IReadOnlyList<CardSteps> cards, EntryTexts[][] texts)
    {
        db.Execute("BEGIN IMMEDIATE");
        var units = new ImmutableArray<long>[batch.Count];
        string era;
        try
        {
            era = EraOf(db);
            if (!WriteEntries(db, era, cards, texts) || !WriteClaims(db, batch, units))
            {
                db.Execute("ROLLBACK");
                return default;
            }
        }
        catch (SqliteException exception)
        {
            TryRollback(db);
            if (SqliteErrors.IsTaken(exception)) return default;
            throw;
        }

        Commit(db);
        written.Add(era, cards);
        checkpoints.AfterCommitOf(db, cards.Count);
        return new WriteResult(true, units);
    }

    private static string EraOf(SqliteStatements db)
    {
        using var reader = db.Query(SelectEra);
        reader.Read();
        return $"{db.Opening}/{reader.GetString(0)}";
    }

    private bool WriteEntries(
        SqliteStatements db, string era, IReadOnlyList<CardSteps> cards, EntryTexts[][] texts)
    {
        var (knownEra, known) = written.Look(cards);
        for (var i = 0; i < cards.Count; i++)
        {
            // 1. The fence. There is no other writer, so nothing comes between.
            var isThere = known[i] && era == knownEra;
            if (!isThere && SeqOf(db, cards[i].CardId) != cards[i].ExpectedSeq) return false;

            // 2. Its entries. A card that has moved on has one of them.
            InsertEntries(db, cards[i], texts[i]);
        }

        return true;
    }

    private static bool WriteClaims(SqliteStatements db, IReadOnlyList<Commit> batch, ImmutableArray<long>[] units)
    {
        for (var i = 0; i < batch.Count; i++)
            if (!WriteClaims(db, batch[i], out units[i])) return false;
        return true;
    }

    private static bool WriteClaims(SqliteStatements db, Commit commit, out ImmutableArray<long> units)
    {
        units = [];
        var (cardId, answerSeq) = (SqliteRows.Bytes(commit.CardId), commit.Answer.Seq);

        // 3. Identities and claims.
        var meaning = SqliteRows.Bytes(commit.Identity.Meaning.Bytes);
        db.Execute(InsertClaim, commit.Identity.Key, cardId, answerSeq, meaning);
        foreach (var key in commit.Claims) db.Execute(InsertClaim, key, cardId, answerSeq, null);
        foreach (var (further, entry) in commit.FurtherIdentities)
        {
            db.Execute(
                InsertClaim, further.Key, SqliteRows.Bytes(entry.CardId), entry.Seq,
                SqliteRows.Bytes(further.Meaning.Bytes));
        }

        // 4. Holdings.
        if (!commit.Holds.IsEmpty && !ChangeHoldings(db, commit.Holds)) return false;

        // 5. Draws.
        return commit.Draws.IsEmpty || Draw(db, commit, cardId, out units);
    }

    private static void InsertEntries(SqliteStatements db, CardSteps steps, EntryTexts[] texts)
    {
        var cardId = SqliteRows.Bytes(steps.CardId);
        for (var i = 0; i < steps.Entries.Length; i++)
        {
            var entry = steps.Entries[i];
            db.Execute(
                InsertEntry, cardId, entry.Seq, (int)entry.Kind, entry.Points, entry.Balance, entry.Available,
                SqliteRows.Text(entry.BusinessDate), SqliteRows.Text(entry.Time), texts[i].Caller, entry.IdentityKey,
                entry.RulesVersion, texts[i].Detail, SqliteRows.Bytes(entry.Hash), texts[i].State);
        }
    }

    private static bool ChangeHoldings(SqliteStatements db, ImmutableArray<Hold> holds)
    {
        foreach (var hold in holds)
        {
            if (hold.Change != HoldChange.Release) continue;
            if (db.Execute(DeleteHolding, hold.Key, SqliteRows.Bytes(hold.CardId)) != 1) return false;
        }

        foreach (var hold in holds)
            if (hold.Change == HoldChange.Take) db.Execute(InsertHolding, hold.Key, SqliteRows.Bytes(hold.CardId));
        return true;
    }

    private static bool Draw(SqliteStatements db, Commit commit, byte[] cardId, out ImmutableArray<long> units)
    {
        var taken = ImmutableArray.CreateBuilder<long>(commit.Draws.Length);
        units = [];
        foreach (var draw in commit.Draws)
        {
            long drawn;
            using (var reader = db.Query(TakeUnits, draw.Key, draw.Bound, draw.Quantity))
            {
                if (!reader.Read()) return false;
                drawn = reader.GetInt64(0);
            }

            var firstUnit = drawn - draw.Quantity + 1;
            db.Execute(InsertDraw, draw.Key, firstUnit, draw.Quantity, cardId, commit.Answer.Seq);
            taken.Add(firstUnit);
        }

        units = taken.MoveToImmutable();
        return true;
    }

    private static void Commit(SqliteStatements db)
    {
        try
        {
            db.Execute("COMMIT");
        }
        catch (SqliteException exception)
        {
            TryRollback(db);
            throw SqliteErrors.ToStoreException(exception, committing: true);
        }
    }

    /// <summary>Some errors have rolled back already; then there is nothing left to do.</summary>
    private static void TryRollback(SqliteStatements db)
    {
        try
        {
            db.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // no transaction is active
        }
    }
}
