using Loyalty.Testing;

namespace Loyalty.Torture.Machine;

/// <summary>The guard that is taken away from a database, so that the engine on it is broken.</summary>
public enum Break
{
    None = 0,

    /// <summary>A card may have an entry of the same seq again.</summary>
    Fence,

    /// <summary>A receipt or request may be committed again.</summary>
    RequestId,

    /// <summary>A commit is answered before it is on the disk.</summary>
    AckEarly,
}

/// <summary>
/// Takes guards away from the database. The engine itself has no switch for that, and doesn't notice.
/// </summary>
public static class BrokenGuard
{
    private const string Function = "ledger_write_"; // and its version, of which the newest is called

    public static Break? Parse(string name) => name switch
    {
        "fence" => Break.Fence,
        "request-id" => Break.RequestId,
        "ack-early" => Break.AckEarly,
        _ => null,
    };

    /// <exception cref="InvalidOperationException">The guard isn't where it was.</exception>
    public static async Task BreakAsync(string ledger, Break guard)
    {
        if (guard is Break.RequestId or Break.AckEarly) await BreakFunctionAsync(ledger, guard);
        foreach (var sql in MoreOf(guard)) await PostgresServer.ExecuteAsync(ledger, sql);
    }

    private static async Task BreakFunctionAsync(string ledger, Break guard)
    {
        var sound = await PostgresServer.ScalarAsync<string>(
            ledger,
            $"SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname ~ '^{Function}[0-9]+$' "
            + "AND pg_function_is_visible(oid) ORDER BY length(proname) DESC, proname DESC LIMIT 1");
        var broken = guard switch
        {
            Break.RequestId => sound.Replace(
                "ORDER BY x.key COLLATE \"C\";", "ON CONFLICT DO NOTHING;", StringComparison.Ordinal),
            _ => sound.Replace(
                "BEGIN\n", "BEGIN PERFORM set_config('synchronous_commit', 'off', true);\n", StringComparison.Ordinal),
        };
        if (broken == sound) throw new InvalidOperationException($"{Function}N has no such guard as {guard}.");
        await PostgresServer.ExecuteAsync(ledger, broken);
    }

    /// <summary>
    /// The version check is a key that stays an index; what isn't on the disk yet is kept off it a while.
    /// </summary>
    private static string[] MoreOf(Break guard) => guard switch
    {
        Break.Fence =>
        [
            "ALTER TABLE entries DROP CONSTRAINT entries_pkey", "CREATE INDEX ON entries (card_id, seq)",
        ],
        Break.AckEarly =>
        [
            "ALTER SYSTEM SET wal_writer_delay = '10s'", "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
            "SELECT pg_reload_conf()",
        ],
        _ => [],
    };
}
