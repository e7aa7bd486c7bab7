using Loyalty.Audit;
using Loyalty.Ledger.Tests.Stores;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteUnreadableTests(SqliteBed bed) : UnreadableTests<SqliteBed>(bed)
{
    [Theory]
    [InlineData("UPDATE entries SET business_date = 'yesterday'" + OfReceipt)]
    [InlineData("UPDATE entries SET time = '2026-02-30T00:00:00.000000Z'" + OfReceipt)]
    [InlineData("UPDATE entries SET rules_version = rules_version + 4294967296" + OfReceipt)]
    [InlineData("UPDATE entries SET kind = kind + 4294967296" + OfReceipt)]
    public Task Column_OfSqliteThatMakesNoSense_IsNamedAndTheAuditGoesOn(string sql) => IsNamedAsync(4, sql);
}

public sealed class PostgresUnreadableTests(PostgresBed bed) : UnreadableTests<PostgresBed>(bed)
{
    [Theory]
    [InlineData("UPDATE entries SET business_date = '0044-03-15 BC'" + OfReceipt)]
    [InlineData("UPDATE entries SET business_date = '12026-01-01'" + OfReceipt)]
    [InlineData("UPDATE entries SET time = '0044-03-15 BC'" + OfReceipt)]
    [InlineData("ALTER TABLE entries ALTER caller DROP NOT NULL; UPDATE entries SET caller = NULL" + OfReceipt)]
    public Task Column_OfPostgresThatMakesNoSense_IsNamedAndTheAuditGoesOn(string sql) => IsNamedAsync(4, sql);

    [Theory]
    [InlineData("UPDATE entries SET business_date = 'infinity'" + OfReceipt)]
    [InlineData("UPDATE entries SET time = '-infinity'" + OfReceipt)]
    public async Task Time_WithoutEnd_IsFound(string sql)
    {
        var found = await AuditAsync(sql);
        Assert.Contains(found, finding => finding.Seq == 4);
    }
}

/// <summary>A row that can't be read is a finding, and not the end of the audit.</summary>
public abstract class UnreadableTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    protected const string OfReceipt = " WHERE idempotency_key LIKE '%/R33'";

    [Theory]
    [InlineData(4, "UPDATE entries SET caller = '{'" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET caller = 'null'" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET caller = '{}'" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET caller = replace(caller, '\"ann\"', 'null')" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET detail = ''" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET detail = '[]'" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET detail = replace(detail, '\"store\":\"s1\",', '')" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET detail = replace(detail, '\"rule\":\"base\",', '')" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET detail = replace(detail, '\"points\":10', '\"points\":1e400')" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET kind = 99" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET caller = replace(caller, '\"kind\":2', '\"kind\":99')" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET state = 'lost'" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET state = 'null'" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET state = replace(state, '\"debt\":0,', '')" + OfReceipt)]
    [InlineData(4, "UPDATE entries SET state = replace(state, '\"granted\":30', '\"granted\":[]')" + OfReceipt)]
    [InlineData(7, "UPDATE entries SET state = '[]' WHERE idempotency_key LIKE '%/R36'")]
    public Task Row_ThatCannotBeRead_IsNamedAndTheAuditGoesOn(int seq, string sql) => IsNamedAsync(seq, sql);

    protected async Task IsNamedAsync(int seq, string sql)
    {
        var found = await AuditAsync(sql);
        Assert.Contains(found, finding => finding.Seq == seq && finding.Rule == AuditRule.Unreadable);
    }

    /// <summary>Returns the findings about the victim, while another card's tampered row is found as well.</summary>
    protected async Task<List<AuditFinding>> AuditAsync(string sql)
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await FiveCards.FillAsync(ledger);
        await ledger.ExecuteAsync(bed.Unlock + sql);
        foreach (var other in new[] { "R1", "R11", "R21", "R41" })
        {
            await ledger.ExecuteAsync(
                $"{bed.Unlock} UPDATE entries SET available = 7 WHERE idempotency_key LIKE '%/{other}'");
        }

        var report = await ledger.AuditAsync();
        Assert.Equal((5, FiveCards.Entries), (report.Cards, report.Entries));
        foreach (var card in cards.Where(card => card != cards[3]))
        {
            Assert.Equal(
                (2L, AuditRule.Chain),
                Assert.Single(report.Findings.Where(found => found.CardId == card.CardId)
                    .Select(found => (found.Seq!.Value, found.Rule))));
        }

        return [.. report.Findings.Where(found => found.CardId == cards[3].CardId)];
    }
}
