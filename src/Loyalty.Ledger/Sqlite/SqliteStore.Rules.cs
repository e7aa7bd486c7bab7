using Loyalty.Domain.Rules;
using Loyalty.Ledger.Rows;

namespace Loyalty.Ledger.Sqlite;

internal sealed partial class SqliteStore
{
    private RulesVersion RegisterRules(SqliteStatements db, ProgramRules rules)
    {
        var (text, hash) = RulesJson.Write(rules);
        db.Execute(
            """
            INSERT INTO rule_versions (version, hash, rules, time)
            SELECT coalesce(max(version), 0) + 1, $0, $1, $2 FROM rule_versions WHERE true
            ON CONFLICT (hash) DO NOTHING
            """,
            hash, text, SqliteRows.Text(database.Time.GetUtcNow()));
        using var reader = db.Query("SELECT version FROM rule_versions WHERE hash = $0", hash);
        if (!reader.Read()) throw new StoreException(StoreFailure.Transient, "The rules were not registered.");
        return new RulesVersion(reader.GetInt32(0), rules);
    }
}
