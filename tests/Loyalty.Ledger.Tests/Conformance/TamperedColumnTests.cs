using System.Globalization;
using System.Text.Json.Nodes;
using Loyalty.Domain;
using Loyalty.Domain.Receipts;
using Loyalty.Audit;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteTamperedColumnTests(SqliteBed bed) : TamperedColumnTests<SqliteBed>(bed);

public sealed class PostgresTamperedColumnTests(PostgresBed bed) : TamperedColumnTests<PostgresBed>(bed);

/// <summary>
/// Every column of every table, and every value in every JSON text, is changed by itself. The database says which
/// there are, so that one that is added later is tried as well.
/// </summary>
public abstract class TamperedColumnTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private static readonly Dictionary<string, string> s_rows = new(StringComparer.Ordinal)
    {
        ["entries"] = "idempotency_key LIKE '%/R33'",
        ["unique_keys"] = "key LIKE '%/R33'",
        ["allocations"] = "first_unit = 5",
        ["counters"] = "key = 'stock'",
        ["exclusive_slots"] = "card_id = " + FiveCards.Victim,
    };

    /// <summary>Columns that no audit of the ledger can prove, or that are none of the ledger.</summary>
    private static readonly string[] s_beyondProof =
    [
        "counters.cap", // what the last allocation asked for; each allocation brings its own
    ];

    private static readonly string[] s_notALedger =
    [
        "rule_versions", // named by entries, and by nothing that an audit could compare them with
        "stock_ranges", // asked before a number is given out; which number was scanned stands in no entry
        "schema_migrations", "epochs", "cluster_versions", "cluster_silos", "orleansquery", "grain_states",
        "members", "member_keys", "member_phones", "member_names", "member_requests", // GCM's tags guard those
    ];

    [Fact]
    public async Task Tables_OfTheDatabase_AreAllTamperedWithOrNamed()
    {
        await using var ledger = await bed.OpenAsync();
        var tables = await ledger.QueryAsync(bed.Tables);
        Assert.Empty(tables.Except(s_rows.Keys).Except(s_notALedger));
        Assert.Empty(s_rows.Keys.Except(tables));
    }

    [Theory]
    [InlineData("entries")]
    [InlineData("unique_keys")]
    [InlineData("allocations")]
    [InlineData("counters")]
    [InlineData("exclusive_slots")]
    public async Task Column_Changed_IsFoundInItsRow(string table)
    {
        var missed = new List<string>();
        foreach (var column in await ColumnsAsync(table))
        {
            await using var ledger = await bed.OpenAsync();
            var victim = (await FiveCards.FillAsync(ledger))[3].CardId;
            await ledger.ExecuteAsync(
                $"{bed.Unlock} UPDATE {table} SET {column[0]} = {Changed(column[0], column[1])} WHERE {s_rows[table]}");
            var report = await ledger.AuditAsync();
            if (!report.Findings.Any(found => IsNamed(table, victim, found))) missed.Add($"{table}.{column[0]}");
        }

        Assert.Empty(missed.Except(s_beyondProof));
    }

    [Theory]
    [InlineData("entries", "caller")]
    [InlineData("entries", "detail")]
    [InlineData("entries", "state")]
    public async Task JsonValue_Changed_IsFoundInItsRow(string table, string column)
    {
        await using var ledger = await bed.OpenAsync();
        var victim = (await FiveCards.FillAsync(ledger))[3].CardId;
        var text = Assert.Single(await ledger.QueryAsync($"SELECT {column} FROM {table} WHERE {s_rows[table]}"));
        var missed = new List<string>();
        var paths = Leaves(JsonNode.Parse(text)!).Select(leaf => leaf.GetPath()).ToList();
        foreach (var path in paths)
        {
            var tampered = JsonNode.Parse(text)!;
            var leaf = Leaves(tampered).Single(node => node.GetPath() == path);
            leaf.ReplaceWith(Changed(leaf));
            await ledger.ExecuteAsync(Update(tampered.ToJsonString()));
            var report = await ledger.AuditAsync();
            if (!report.Findings.Any(found => IsNamed(table, victim, found))) missed.Add(path);
        }

        await ledger.ExecuteAsync(Update(text));
        await ledger.AssertCleanAsync();
        Assert.True(paths.Count > 3);
        Assert.Empty(missed);

        string Update(string json) =>
            $"{bed.Unlock} UPDATE {table} SET {column} = '{json}' WHERE {s_rows[table]}";
    }

    private async Task<List<string[]>> ColumnsAsync(string table)
    {
        await using var ledger = await bed.OpenAsync();
        return [.. (await ledger.QueryAsync(bed.ColumnsOf(table))).Select(column => column.Split(' ', 2))];
    }

    private string Changed(string column, string type) => (column, type) switch
    {
        ("fingerprint", _) => bed.Literal(ReceiptFingerprint
            .OfAccrual(Samples.CardId(4), Samples.Receipt(34, 1_005), false).Bytes.AsSpan()),
        ("card_id", "uuid") => "'07070707-0707-0707-0707-070707070707'",
        ("card_id", "blob") => bed.Literal([.. Enumerable.Repeat((byte)7, 16)]),
        ("hash", _) => bed.Literal([.. Enumerable.Repeat((byte)7, 32)]),
        (_, "integer" or "bigint" or "smallint") => $"{column} + 100",
        (_, "text") => $"'x' || {column}",
        (_, "date") => $"{column} + 1",
        (_, "timestamp with time zone") => $"{column} + interval '1 microsecond'",
        _ => throw new ArgumentException($"How is a column {column} of type {type} tampered with?", nameof(column)),
    };

    private static JsonNode Changed(JsonNode leaf) => leaf.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => leaf.GetValue<long>() + 1,
        _ when DateOnly.TryParseExact(
            leaf.GetValue<string>(), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) =>
            date.AddDays(1).ToString("O", CultureInfo.InvariantCulture),
        _ => leaf.GetValue<string>() + "1",
    };

    private static IEnumerable<JsonNode> Leaves(JsonNode node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Leaves(field.Value!)),
        JsonArray items => items.SelectMany(item => Leaves(item!)),
        _ => [node],
    };

    private static bool IsNamed(string table, CardId victim, AuditFinding found) => table switch
    {
        "entries" or "unique_keys" => found.CardId == victim && found.Seq == 4,
        "exclusive_slots" => found.CardId == victim && found.Rule == AuditRule.ExclusiveSlots,
        _ => found.Rule == AuditRule.Allocations,
    };
}
