using Loyalty.Ledger.Tests.Stores;

namespace Loyalty.Ledger.Tests.Schema;

/// <summary>Reads SQLite's own texts: it keeps each statement as it was written, comments inside it too.</summary>
internal static class SqliteSchema
{
    private const string Texts = """
        SELECT tbl_name || char(0) || sql || ';' FROM sqlite_schema s WHERE sql IS NOT NULL
        ORDER BY (SELECT t.rowid FROM sqlite_schema t WHERE t.type = 'table' AND t.name = s.tbl_name),
            CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid
        """;

    public static async Task<IReadOnlyList<SchemaPart>> ReadAsync(TestLedger ledger) =>
        [.. (await ledger.QueryAsync(Texts))
            .Select(row => row.Split('\0'))
            .GroupBy(row => row[0], row => row[1], StringComparer.Ordinal)
            .Select(texts => new SchemaPart(texts.Key, string.Join('\n', texts)))];
}
