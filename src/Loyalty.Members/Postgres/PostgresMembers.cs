using Loyalty.Domain.Members;
using Npgsql;
using NpgsqlTypes;

namespace Loyalty.Members.Postgres;

/// <summary>The members' statements, and their rows as values.</summary>
internal static class PostgresMembers
{
    private const string Columns =
        "m.member_id, m.version, m.create_time, m.update_time, m.key_id, m.wrapped_key, m.profile, m.archive, "
        + "m.merged_into";

    public const string ById = $"SELECT {Columns} FROM members m WHERE m.member_id = $1";

    public const string All = $"SELECT {Columns} FROM members m ORDER BY m.member_id";

    public const string ByPhone = $"""
        SELECT {Columns} FROM members m
        WHERE m.member_id IN (SELECT x.member_id FROM member_phones x WHERE x.hash = ANY($1))
        ORDER BY m.member_id LIMIT $2
        """;

    public const string ByName = $"""
        SELECT {Columns} FROM members m
        WHERE m.member_id IN (SELECT x.member_id FROM member_names x WHERE x.hash = ANY($1))
        ORDER BY m.member_id LIMIT $2
        """;

    public const string ByKey =
        $"SELECT {Columns} FROM members m WHERE m.key_id = $1 AND m.member_id > $2 ORDER BY m.member_id LIMIT $3";

    public const string Write = """
        SELECT member_write_1(
            of_member_id => $1, new_version => $2, new_create_time => $3, new_update_time => $4, new_key_id => $5,
            new_wrapped_key => $6, new_profile => $7, new_archive => $8, request_key => $9, request_fingerprint => $10,
            phone_key_ids => $11, phone_hashes => $12, name_key_ids => $13, name_hashes => $14)
        """;

    public const string Rewrap = """
        SELECT member_rewrap_1(
            of_member_id => $1, expected_version => $2, expected_key_id => $3, new_key_id => $4, new_wrapped_key => $5,
            phone_key_ids => $6, phone_hashes => $7, name_key_ids => $8, name_hashes => $9)
        """;

    public const string Erase = "SELECT member_erase_1(of_member_id => $1, erase_time => $2)";

    public const string Merge =
        "SELECT member_merge_1(of_member_id => $1, into_member_id => $2, merge_time => $3)";

    public const string RegisterKey = """
        INSERT INTO member_keys (key_id, create_time) VALUES ($1, $2)
        ON CONFLICT (key_id) DO UPDATE SET retire_time = NULL
        """;

    public const string RetireKeys = """
        UPDATE member_keys k SET retire_time = $2
        WHERE k.key_id <> $1 AND NOT EXISTS (SELECT FROM members m WHERE m.key_id = k.key_id)
        """;

    public const string DeleteRetiredKeys = """
        WITH gone AS (
            DELETE FROM member_keys k WHERE NOT k.key_id = ANY($1) AND k.retire_time IS NOT NULL
            AND NOT EXISTS (SELECT FROM members m WHERE m.key_id = k.key_id)
            RETURNING k.key_id),
        phones AS (DELETE FROM member_phones x USING gone WHERE x.key_id = gone.key_id)
        DELETE FROM member_names x USING gone WHERE x.key_id = gone.key_id
        """;

    private const string Request =
        $"SELECT {Columns}, r.fingerprint FROM member_requests r JOIN members m USING (member_id) WHERE r.key = $1";

    public static async Task<IReadOnlyList<MemberRow>> RowsAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // the texts are constants of this file
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<MemberRow>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(Row(reader));
        return rows;
    }

    public static async Task<MemberRequest?> RequestAsync(
        NpgsqlConnection connection, string key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Request, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new MemberRequest(reader.GetFieldValue<byte[]>(9), Row(reader))
            : null;
    }

    public static async Task<IReadOnlyList<string>> KeyIdsAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT key_id FROM member_keys ORDER BY key_id", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) ids.Add(reader.GetString(0));
        return ids;
    }

    public static void Bind(NpgsqlParameterCollection to, MemberWrite write)
    {
        var row = write.Row;
        var personal = row.Encrypted!;
        to.Add(Id(row.Id));
        to.Add(new NpgsqlParameter<long> { TypedValue = row.Version });
        to.Add(Time(row.CreateTime));
        to.Add(Time(row.UpdateTime));
        to.Add(new NpgsqlParameter<string> { TypedValue = personal.KeyId });
        to.Add(new NpgsqlParameter<byte[]> { TypedValue = personal.WrappedKey });
        to.Add(new NpgsqlParameter<byte[]> { TypedValue = personal.Profile });
        to.Add(new NpgsqlParameter<byte[]> { TypedValue = personal.Archive });
        to.Add(new NpgsqlParameter<string> { TypedValue = write.RequestKey });
        to.Add(new NpgsqlParameter<byte[]> { TypedValue = write.Fingerprint });
        Bind(to, write.Hashes);
    }

    public static void Bind(NpgsqlParameterCollection to, MemberRewrap rewrap)
    {
        to.Add(Id(rewrap.Row.Id));
        to.Add(new NpgsqlParameter<long> { TypedValue = rewrap.Row.Version });
        to.Add(new NpgsqlParameter<string> { TypedValue = rewrap.Row.Encrypted!.KeyId });
        to.Add(new NpgsqlParameter<string> { TypedValue = rewrap.KeyId });
        to.Add(new NpgsqlParameter<byte[]> { TypedValue = rewrap.WrappedKey });
        Bind(to, rewrap.Hashes);
    }

    public static NpgsqlParameter Id(MemberId id) => new NpgsqlParameter<Guid> { TypedValue = id.Value };

    public static NpgsqlParameter Time(DateTimeOffset time) => new NpgsqlParameter<DateTime>
    {
        TypedValue = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz,
    };

    public static NpgsqlParameter Array(IEnumerable<byte[]> values) =>
        new NpgsqlParameter<byte[][]> { TypedValue = [.. values] };

    private static void Bind(NpgsqlParameterCollection to, MemberHashes hashes)
    {
        foreach (var all in new[] { hashes.Phones, hashes.Names })
        {
            to.Add(new NpgsqlParameter<string[]> { TypedValue = [.. all.Select(one => one.KeyId)] });
            to.Add(Array(all.Select(one => one.Hash)));
        }
    }

    public static MemberRow Row(NpgsqlDataReader reader) => new(
        new MemberId(reader.GetGuid(0)),
        reader.GetInt64(1),
        new DateTimeOffset(reader.GetDateTime(2)),
        new DateTimeOffset(reader.GetDateTime(3)),
        reader.IsDBNull(4)
            ? null
            : new EncryptedMember(
                reader.GetString(4), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6),
                reader.GetFieldValue<byte[]>(7)))
    {
        MergedInto = reader.IsDBNull(8) ? null : new MemberId(reader.GetGuid(8)),
    };
}
