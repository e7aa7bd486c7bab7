using Loyalty.Domain.Members;
using Loyalty.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Loyalty.Members.Sqlite;

/// <summary>The members' statements, and their rows as values.</summary>
internal static class SqliteMembers
{
    private const string Columns =
        "m.member_id, m.version, m.create_time, m.update_time, m.key_id, m.wrapped_key, m.profile, m.archive, "
        + "m.merged_into";

    public const string ById = $"SELECT {Columns} FROM members m WHERE m.member_id = $0";

    public const string All = $"SELECT {Columns} FROM members m ORDER BY m.member_id";

    public const string ByKey =
        $"SELECT {Columns} FROM members m WHERE m.key_id = $0 AND m.member_id > $1 ORDER BY m.member_id LIMIT $2";

    private const string ByPhone =
        $"SELECT {Columns} FROM member_phones x JOIN members m USING (member_id) WHERE x.hash = $0";

    private const string ByName = $"""
        SELECT {Columns} FROM member_names x JOIN members m USING (member_id) WHERE x.hash = $0
        ORDER BY m.member_id LIMIT $1
        """;

    private const string ByRequest =
        $"SELECT {Columns}, r.fingerprint FROM member_requests r JOIN members m USING (member_id) WHERE r.key = $0";

    private const string Insert = """
        INSERT INTO members (member_id, version, create_time, update_time, key_id, wrapped_key, profile, archive)
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7)
        """;

    private const string Update = """
        UPDATE members SET version = $1, update_time = $2, key_id = $3, wrapped_key = $4, profile = $5, archive = $6
        WHERE member_id = $0 AND version = $1 - 1 AND key_id IS NOT NULL
        """;

    private const string EraseOne = """
        UPDATE members SET version = version + 1, update_time = $1,
            key_id = NULL, wrapped_key = NULL, profile = NULL, archive = NULL, merged_into = $2
        WHERE member_id = $0 AND key_id IS NOT NULL
            AND ($2 IS NULL OR EXISTS (SELECT 1 FROM members i WHERE i.member_id = $2 AND i.key_id IS NOT NULL))
        """;

    private const string NewWrap =
        "UPDATE members SET key_id = $3, wrapped_key = $4 WHERE member_id = $0 AND version = $1 AND key_id = $2";

    public const string RegisterKey = """
        INSERT INTO member_keys (key_id, create_time) VALUES ($0, $1)
        ON CONFLICT (key_id) DO UPDATE SET retire_time = NULL
        """;

    public const string RetireKeys =
        $"UPDATE member_keys SET retire_time = $1 WHERE key_id <> $0 AND {WrapsNobody}";

    private const string DeleteRetired =
        $"DELETE FROM member_keys WHERE key_id = $0 AND retire_time IS NOT NULL AND {WrapsNobody}";

    private const string WrapsNobody = "NOT EXISTS (SELECT 1 FROM members m WHERE m.key_id = member_keys.key_id)";

    public static bool Write(SqliteStatements db, MemberWrite write)
    {
        var (row, personal, id) = (write.Row, write.Row.Encrypted!, Bytes(write.Row.Id));
        var (created, updated) = (SqliteRows.Text(row.CreateTime), SqliteRows.Text(row.UpdateTime));
        var changed = row.Version == 1
            ? db.Execute(
                Insert, id, row.Version, created, updated, personal.KeyId, personal.WrappedKey, personal.Profile,
                personal.Archive)
            : db.Execute(
                Update, id, row.Version, updated, personal.KeyId, personal.WrappedKey, personal.Profile,
                personal.Archive);
        if (changed != 1) return false;
        db.Execute(
            "INSERT INTO member_requests (key, member_id, fingerprint) VALUES ($0, $1, $2)",
            write.RequestKey, id, write.Fingerprint);
        Index(db, id, write.Hashes);
        return true;
    }

    /// <summary>Throws a member's personal data away; they may have become another.</summary>
    public static bool Erase(SqliteStatements db, MemberId id, MemberId? into, DateTimeOffset time)
    {
        if (db.Execute(EraseOne, Bytes(id), SqliteRows.Text(time), into is { } other ? Bytes(other) : null) != 1)
            return false;
        Index(db, Bytes(id), new MemberHashes([], []));
        return true;
    }

    public static void Rewrap(SqliteStatements db, MemberRewrap rewrap)
    {
        var (row, id) = (rewrap.Row, Bytes(rewrap.Row.Id));
        if (db.Execute(NewWrap, id, row.Version, row.Encrypted!.KeyId, rewrap.KeyId, rewrap.WrappedKey) == 1)
            Index(db, id, rewrap.Hashes);
    }

    public static bool DeleteRetiredKeys(SqliteStatements db, IReadOnlyList<string> known)
    {
        foreach (var keyId in KeyIds(db).Except(known))
        {
            if (db.Execute(DeleteRetired, keyId) == 0) continue;
            db.Execute("DELETE FROM member_phones WHERE key_id = $0", keyId);
            db.Execute("DELETE FROM member_names WHERE key_id = $0", keyId);
        }

        return true;
    }

    public static IReadOnlyList<MemberRow> Find(
        SqliteStatements db, MemberIndex index, IReadOnlyList<byte[]> hashes, int limit) =>
        [.. hashes
            .SelectMany(hash => index == MemberIndex.Phone ? Rows(db, ByPhone, hash) : Rows(db, ByName, hash, limit))
            .DistinctBy(row => row.Id).Take(limit)];

    public static MemberRequest? Request(SqliteStatements db, string key)
    {
        using var reader = db.Query(ByRequest, key);
        return reader.Read() ? new MemberRequest(reader.GetFieldValue<byte[]>(9), Row(reader)) : null;
    }

    public static IReadOnlyList<string> KeyIds(SqliteStatements db)
    {
        var ids = new List<string>();
        using var reader = db.Query("SELECT key_id FROM member_keys ORDER BY key_id");
        while (reader.Read()) ids.Add(reader.GetString(0));
        return ids;
    }

    public static List<MemberRow> Rows(SqliteStatements db, string sql, params ReadOnlySpan<object?> values)
    {
        var rows = new List<MemberRow>();
        using var reader = db.Query(sql, values);
        while (reader.Read()) rows.Add(Row(reader));
        return rows;
    }

    public static byte[] Bytes(MemberId id) => id.Value.ToByteArray(bigEndian: true);

    private static void Index(SqliteStatements db, byte[] id, MemberHashes hashes)
    {
        db.Execute("DELETE FROM member_phones WHERE member_id = $0", id);
        db.Execute("DELETE FROM member_names WHERE member_id = $0", id);
        foreach (var (keyId, hash) in hashes.Phones)
            db.Execute("INSERT INTO member_phones (hash, key_id, member_id) VALUES ($0, $1, $2)", hash, keyId, id);
        foreach (var (keyId, hash) in hashes.Names)
            db.Execute("INSERT INTO member_names (hash, key_id, member_id) VALUES ($0, $1, $2)", hash, keyId, id);
    }

    public static MemberRow Row(SqliteDataReader reader) => new(
        new MemberId(new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true)),
        reader.GetInt64(1),
        SqliteRows.Time(reader.GetString(2)),
        SqliteRows.Time(reader.GetString(3)),
        reader.IsDBNull(4)
            ? null
            : new EncryptedMember(
                reader.GetString(4), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6),
                reader.GetFieldValue<byte[]>(7)))
    {
        MergedInto = reader.IsDBNull(8)
            ? null
            : new MemberId(new Guid(reader.GetFieldValue<byte[]>(8), bigEndian: true)),
    };
}
