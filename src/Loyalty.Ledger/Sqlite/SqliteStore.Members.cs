using Loyalty.Domain.Members;
using Loyalty.Ledger.Members;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>The members beside the ledger.</summary>
public sealed partial class SqliteStore : IMemberStore
{
    /// <summary>SQLITE_CONSTRAINT_FOREIGNKEY (sqlite.org/rescode.html).</summary>
    private const int ForeignKeyMissing = 787;

    Task<MemberRow?> IMemberStore.ReadAsync(MemberId id, CancellationToken cancellationToken) =>
        Reading(db => SqliteMembers.Rows(db, SqliteMembers.ById, SqliteMembers.Bytes(id)).SingleOrDefault());

    Task<IReadOnlyList<MemberRow>> IMemberStore.FindAsync(
        MemberIndex index, IReadOnlyList<byte[]> hashes, int limit, CancellationToken cancellationToken) =>
        Reading(db => SqliteMembers.Find(db, index, hashes, limit));

    Task<MemberRequest?> IMemberStore.FindRequestAsync(string key, CancellationToken cancellationToken) =>
        Reading(db => SqliteMembers.Request(db, key));

    Task<bool> IMemberStore.WriteAsync(MemberWrite write, CancellationToken cancellationToken) =>
        Changing(db => SqliteMembers.Write(db, write));

    Task<bool> IMemberStore.EraseAsync(MemberId id, DateTimeOffset time, CancellationToken cancellationToken) =>
        EraseSecurelyAsync(db => SqliteMembers.Erase(db, id, null, time));

    Task<bool> IMemberStore.MergeAsync(
        MemberId id, MemberId into, DateTimeOffset time, CancellationToken cancellationToken) =>
        EraseSecurelyAsync(db => SqliteMembers.Erase(db, id, into, time));

    private async Task<bool> EraseSecurelyAsync(Func<SqliteStatements, bool> erase)
    {
        var erased = await Changing(erase);

        // The log still has the pages as they were; brought into the file, it is cut to nothing. While somebody
        // reads, it stays for the next time.
        if (erased) await Writing(db => db.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        return erased;
    }

    Task<IReadOnlyList<string>> IMemberStore.ReadKeyIdsAsync(CancellationToken cancellationToken) =>
        Reading(SqliteMembers.KeyIds);

    Task IMemberStore.RegisterKeyAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        Changing(db => db.Execute(SqliteMembers.RegisterKey, keyId, SqliteRows.Text(time)) >= 0);

    Task IMemberStore.RetireKeysAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        Changing(db => db.Execute(SqliteMembers.RetireKeys, keyId, SqliteRows.Text(time)) >= 0);

    Task<IReadOnlyList<MemberRow>> IMemberStore.ReadWrappedAsync(
        string keyId, MemberId after, int limit, CancellationToken cancellationToken) =>
        Reading<IReadOnlyList<MemberRow>>(
            db => SqliteMembers.Rows(db, SqliteMembers.ByKey, keyId, SqliteMembers.Bytes(after), limit));

    async Task IMemberStore.RewrapAsync(IReadOnlyList<MemberRewrap> rewraps, CancellationToken cancellationToken)
    {
        var isDone = await Changing(db =>
        {
            foreach (var rewrap in rewraps) SqliteMembers.Rewrap(db, rewrap);
            return true;
        });
        if (!isDone) throw new StoreException(StoreFailure.Rejected, "Two members have one phone number.");
    }

    Task IMemberStore.RetireKeysAsync(IReadOnlyList<string> known, CancellationToken cancellationToken) =>
        Changing(db => SqliteMembers.ForgetKeys(db, known));

    /// <summary>
    /// One transaction; false, and nothing changed, if the work says so or a unique key is taken. What is overwritten
    /// is wiped from the file, so that an old wrapped key is not to be found in it.
    /// </summary>
    private Task<bool> Changing(Func<SqliteStatements, bool> work) => Writing(db =>
    {
        db.Execute("PRAGMA secure_delete = ON");
        try
        {
            db.Execute("BEGIN IMMEDIATE");
            if (!work(db))
            {
                db.Execute("ROLLBACK");
                return false;
            }

            Commit(db);
            return true;
        }
        catch (SqliteException exception)
        {
            TryRollback(db);
            if (SqliteErrors.IsTaken(exception) && exception.SqliteExtendedErrorCode != ForeignKeyMissing) return false;
            throw;
        }
        finally
        {
            db.Execute("PRAGMA secure_delete = OFF");
        }
    });
}
