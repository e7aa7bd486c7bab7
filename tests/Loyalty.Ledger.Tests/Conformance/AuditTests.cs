using Loyalty.Audit;
using Loyalty.Ledger.Tests.Stores;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteAuditTests(SqliteBed bed) : AuditTests<SqliteBed>(bed);

public sealed class PostgresAuditTests(PostgresBed bed) : AuditTests<PostgresBed>(bed);

/// <summary>Tampering by the owner of the database is found, and named.</summary>
public abstract class AuditTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private const string Columns = "kind, points, balance, available, business_date, time, caller, idempotency_key, "
        + "rules_version, detail, state, hash";

    private const string Victim = FiveCards.Victim;

    private const string OfReceipt = " WHERE idempotency_key LIKE '%/R33'";

    private const string OfLast = " WHERE idempotency_key LIKE '%/R36'";

    private const string OfVictim = " WHERE card_id = " + Victim;

    private const string AppendTail =
        "INSERT INTO entries SELECT card_id, 8, " + Columns + " FROM entries" + OfVictim + " AND seq = 7";

    [Fact]
    public async Task Audit_OfAnEmptyLedger_IsClean()
    {
        await using var ledger = await bed.OpenAsync();
        Assert.Equal((0, 0, 0, 0), Figures(await ledger.AuditAsync()));
    }

    [Fact]
    public async Task Audit_OfAnHonestLedger_IsClean()
    {
        await using var ledger = await bed.OpenAsync();
        await FiveCards.FillAsync(ledger);
        Assert.Equal((5, FiveCards.Entries, FiveCards.Points, 0), Figures(await ledger.AuditAsync()));
    }

    [Theory]
    [InlineData(AuditRule.Chain, 4, "UPDATE entries SET points = points + 1" + OfReceipt)]
    [InlineData(AuditRule.Balance, 4, "UPDATE entries SET points = points + 1" + OfReceipt)]
    [InlineData(AuditRule.Chain, 4, "UPDATE entries SET caller = replace(caller, 'ann', 'bob')" + OfReceipt)]
    [InlineData(AuditRule.Chain, 4, "UPDATE entries SET detail = replace(detail, 'base', 'gift')" + OfReceipt)]
    [InlineData(AuditRule.Lots, 4,
        "UPDATE entries SET detail = replace(detail, '\"points\":10', '\"points\":9')" + OfReceipt)]
    [InlineData(AuditRule.Receipt, 4, "UPDATE entries SET detail = replace(detail, 'R33', 'R34')" + OfReceipt)]
    [InlineData(AuditRule.Sequence, 2, "DELETE FROM entries" + OfVictim + " AND seq = 1")]
    [InlineData(AuditRule.UniqueKeys, 1, "DELETE FROM entries" + OfVictim + " AND seq = 1")]
    [InlineData(AuditRule.Sequence, 5, "DELETE FROM entries" + OfReceipt)]
    [InlineData(AuditRule.UniqueKeys, 7, "DELETE FROM entries" + OfVictim + " AND seq = 7")]
    [InlineData(AuditRule.UniqueKeys, 4, "DELETE FROM entries" + OfReceipt)]
    [InlineData(AuditRule.Chain, 8, AppendTail)]
    [InlineData(AuditRule.Lots, 8, AppendTail)]
    [InlineData(AuditRule.Card, 8, AppendTail)]
    [InlineData(AuditRule.UniqueKeys, 8, AppendTail)]
    [InlineData(AuditRule.Chain, 4, "UPDATE entries SET seq = 99 WHERE idempotency_key LIKE '%/R33'; "
        + "UPDATE entries SET seq = 4 WHERE idempotency_key LIKE '%/R34'; UPDATE entries SET seq = 5 WHERE seq = 99")]
    [InlineData(AuditRule.Allocations, 7,
        "DELETE FROM entries WHERE idempotency_key LIKE '%/R36'; DELETE FROM unique_keys WHERE key LIKE '%/R36'")]
    [InlineData(AuditRule.Balance, 7, "UPDATE entries SET balance = balance + 5" + OfLast)]
    [InlineData(AuditRule.Lots, 7, "UPDATE entries SET state = replace(state, 'ining\":60', 'ining\":61')" + OfLast)]
    [InlineData(AuditRule.Lots, 7, "UPDATE entries SET state = replace(state, 'debt\":0', 'debt\":1')" + OfLast)]
    [InlineData(AuditRule.Card, 7, "UPDATE entries SET state = replace(state, 'ber\":\"9', 'ber\":\"8')" + OfLast)]
    [InlineData(AuditRule.Lots, 4, "UPDATE entries SET state = replace(state, 'anted\":30', 'anted\":31')" + OfReceipt)]
    [InlineData(AuditRule.Lots, 4, "UPDATE entries SET state = replace(state, '\"lots\"', '\"spots\"')" + OfReceipt)]
    [InlineData(AuditRule.Card, 4, "UPDATE entries SET state = replace(state, 'ber\":\"9', 'ber\":\"8')" + OfReceipt)]
    [InlineData(AuditRule.Card, 4, "UPDATE entries SET state = replace(state, 'ints\":30', 'ints\":20')" + OfReceipt)]
    [InlineData(AuditRule.UniqueKeys, 4, "DELETE FROM unique_keys WHERE key LIKE '%/R33'")]
    [InlineData(AuditRule.UniqueKeys, 1, "DELETE FROM unique_keys WHERE key LIKE 'number/%' AND card_id = " + Victim)]
    [InlineData(AuditRule.UniqueKeys, 4,
        "UPDATE unique_keys SET card_id = (SELECT card_id FROM entries WHERE idempotency_key LIKE '%/R11') "
        + "WHERE key LIKE '%/R33'")]
    [InlineData(AuditRule.UniqueKeys, 4, "UPDATE unique_keys SET seq = 5 WHERE key LIKE '%/R33'")]
    [InlineData(AuditRule.UniqueKeys, 4,
        "INSERT INTO unique_keys SELECT 'accrual/forged', card_id, 4, fingerprint FROM unique_keys "
        + "WHERE key LIKE '%/R33'")]
    public async Task Audit_OfATamperedLedger_NamesCardEntryAndRule(AuditRule rule, int seq, string sql)
    {
        await using var ledger = await bed.OpenAsync();
        var victim = (await FiveCards.FillAsync(ledger))[3].CardId;
        await ledger.ExecuteAsync(bed.Unlock + sql);
        var report = await ledger.AuditAsync();
        Assert.Contains(
            report.Findings, found => (found.CardId, found.Seq, found.Rule) == (victim, seq, rule));
    }

    [Theory]
    [InlineData("DELETE FROM allocations WHERE first_unit = 5")]
    [InlineData("DELETE FROM allocations")]
    [InlineData("DELETE FROM counters")]
    [InlineData("UPDATE allocations SET quantity = 3 WHERE first_unit = 5")]
    [InlineData("UPDATE allocations SET seq = 77 WHERE first_unit = 5")]
    [InlineData("UPDATE counters SET allocated = allocated + 1")]
    public async Task Audit_OfTamperedAllocations_Finds(string sql)
    {
        await using var ledger = await bed.OpenAsync();
        await FiveCards.FillAsync(ledger);
        await ledger.ExecuteAsync(bed.Unlock + sql);
        Assert.Contains((await ledger.AuditAsync()).Findings, found => found.Rule == AuditRule.Allocations);
    }

    private static (long Cards, long Entries, long Points, long Differences) Figures(AuditReport report) =>
        (report.Cards, report.Entries, report.Points, report.Differences);
}
