using Loyalty.Domain.Rules;
using Loyalty.Ledger.Rows;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

internal sealed partial class PostgresStore
{
    private const string InsertRules = """
        INSERT INTO rule_versions (version, hash, rules, time)
        SELECT coalesce(max(version), 0) + 1, $1, $2, $3 FROM rule_versions ON CONFLICT DO NOTHING
        """;

    private const string SelectRules = "SELECT version FROM rule_versions WHERE hash = $1";

    /// <summary>
    /// Of racing nodes one inserts; the others find its version, or take the next number and try again.
    /// </summary>
    private async Task<RulesVersion> RegisterRulesAsync(
        NpgsqlConnection connection, ProgramRules rules, CancellationToken cancellationToken)
    {
        const int attempts = 20;
        var (text, hash) = RulesJson.Write(rules);
        for (var i = 0; i < attempts; i++)
        {
            await using var select = new NpgsqlCommand(SelectRules, connection)
            {
                Parameters = { new() { Value = hash } },
            };
            if (await select.ExecuteScalarAsync(cancellationToken) is int version)
                return new RulesVersion(version, rules);
            await PostgresDatabase.ExecuteAsync(
                connection, InsertRules, cancellationToken, hash, text, database.Time.GetUtcNow().UtcDateTime);
        }

        throw new StoreException(StoreFailure.Transient, "The rules were not registered: too many others at once.");
    }
}
