using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Loyalty.Members.Sqlite;

/// <summary>The members in SQLite: each change is one transaction on the writer's thread.</summary>
internal sealed class SqliteMemberStore(SqliteDatabase database) : IMemberStore
{
    /// <summary>SQLITE_CONSTRAINT_FOREIGNKEY (sqlite.org/rescode.html).</summary>
    private const int ForeignKeyMissing = 787;

    public Task<MemberRow?> ReadAsync(MemberId id, CancellationToken cancellationToken) =>
        database.ReadAsync(db => SqliteMembers.Rows(db, SqliteMembers.ById, SqliteMembers.Bytes(id)).SingleOrDefault());

    public Task<IReadOnlyList<MemberRow>> FindAsync(
        MemberIndex index, IReadOnlyList<byte[]> hashes, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(db => SqliteMembers.Find(db, index, hashes, limit));

    public Task<MemberRequest?> FindRequestAsync(string key, CancellationToken cancellationToken) =>
        database.ReadAsync(db => SqliteMembers.Request(db, key));

    public Task<bool> WriteAsync(MemberWrite write, CancellationToken cancellationToken) =>
        ChangeAsync(db => SqliteMembers.Write(db, write));

    public Task<bool> EraseAsync(MemberId id, DateTimeOffset time, CancellationToken cancellationToken) =>
        EraseSecurelyAsync(db => SqliteMembers.Erase(db, id, null, time));

    public Task<bool> MergeAsync(
        MemberId id, MemberId into, DateTimeOffset time, CancellationToken cancellationToken) =>
        EraseSecurelyAsync(db => SqliteMembers.Erase(db, id, into, time));

    private async Task<bool> EraseSecurelyAsync(Func<SqliteStatements, bool> erase)
    {
        var erased = await ChangeAsync(erase);

        // The log still has the pages as they were; brought into the file, it is cut to nothing. While somebody
        // reads, it stays for the next time.
        if (erased) await database.WriteAsync(db => db.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        return erased;
    }

    public Task<IReadOnlyList<string>> ReadKeyIdsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(SqliteMembers.KeyIds);

    public Task RegisterKeyAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        ChangeAsync(db => db.Execute(SqliteMembers.RegisterKey, keyId, SqliteRows.Text(time)) >= 0);

    public Task RetireKeysAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        ChangeAsync(db => db.Execute(SqliteMembers.RetireKeys, keyId, SqliteRows.Text(time)) >= 0);

    public Task<IReadOnlyList<MemberRow>> ReadWrappedAsync(
        string keyId, MemberId after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<MemberRow>>(
            db => SqliteMembers.Rows(db, SqliteMembers.ByKey, keyId, SqliteMembers.Bytes(after), limit));

    public async Task RewrapAsync(IReadOnlyList<MemberRewrap> rewraps, CancellationToken cancellationToken)
    {
        var isDone = await ChangeAsync(db =>
        {
            foreach (var rewrap in rewraps) SqliteMembers.Rewrap(db, rewrap);
            return true;
        });
        if (!isDone) throw new StoreException(StoreFailure.Rejected, "Two members have one phone number.");
    }

    public Task RetireKeysAsync(IReadOnlyList<string> known, CancellationToken cancellationToken) =>
        ChangeAsync(db => SqliteMembers.DeleteRetiredKeys(db, known));

    /// <summary>
    /// One transaction; false, and nothing changed, if the work says so or a unique key is taken. What is overwritten
    /// is wiped from the file, so that an old wrapped key is not to be found in it.
    /// </summary>
    private Task<bool> ChangeAsync(Func<SqliteStatements, bool> work) => database.WriteAsync(db =>
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

            db.Commit();
            return true;
        }
        catch (SqliteException exception)
        {
            db.TryRollback();
            if (SqliteErrors.IsTaken(exception) && exception.SqliteExtendedErrorCode != ForeignKeyMissing) return false;
            throw;
        }
        finally
        {
            db.Execute("PRAGMA secure_delete = OFF");
        }
    });
}
