using Loyalty.Domain.Cards;
using Loyalty.Audit;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteAuditQueryTests(SqliteBed bed) : AuditQueryTests<SqliteBed>(bed);

public sealed class PostgresAuditQueryTests(PostgresBed bed) : AuditQueryTests<PostgresBed>(bed);

/// <summary>Each query finds by itself what it is for, whatever the walk finds.</summary>
public abstract class AuditQueryTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private const string OfReceipt = " WHERE idempotency_key LIKE '%/R33'";

    private const string OfLast = " WHERE idempotency_key LIKE '%/R36'";

    public static TheoryData<string, int, string> Tampered => new()
    {
        { "no-gap-and-no-repeat", 5, "DELETE FROM entries" + OfReceipt },
        { "running-balance", 4, "UPDATE entries SET balance = 9223372036854775807" + OfReceipt },
        { "running-balance", 4, "UPDATE entries SET points = points - 1" + OfReceipt },
        { "sum-of-entries", 7, "UPDATE entries SET points = points - 1" + OfReceipt },
        { "sum-of-entries", 7, "UPDATE entries SET balance = -9223372036854775807" + OfLast },
        { "balance-of-lots", 7, "UPDATE entries SET state = replace(state, ':60', ':61')" + OfLast },
        { "balance-of-lots", 7, "UPDATE entries SET balance = balance - 10" + OfLast },
        {
            "balance-of-lots", 7,
            "UPDATE entries SET balance = 50, state = replace(state, '\"debt\":0', '\"debt\":10')" + OfLast
        },
        { "lot-within-its-grant", 7, "UPDATE entries SET state = replace(state, 'ining\":60', 'ining\":61')" + OfLast },
        { "lot-within-its-grant", 7, "UPDATE entries SET state = replace(state, 'ining\":60', 'ining\":-1')" + OfLast },
        { "receipt-earns-once", 5, "UPDATE entries SET detail = replace(detail, 'R34', 'R33')" },
        {
            "key-answered-once", 5,
            "UPDATE entries SET idempotency_key = replace(idempotency_key, 'R34', 'R33') "
                + "WHERE idempotency_key LIKE '%/R34'"
        },
        { "idempotency-key-is-there", 4, "DELETE FROM unique_keys WHERE key LIKE '%/R33'" },
        { "idempotency-key-is-there", 4, "UPDATE unique_keys SET fingerprint = NULL WHERE key LIKE '%/R33'" },
        { "key-has-its-entry", 4, "DELETE FROM entries" + OfReceipt },
        { "key-has-its-entry", 4, "UPDATE unique_keys SET key = 'accrual/forged' WHERE key LIKE '%/R33'" },
        { "nothing-after-a-cancellation", 5, "UPDATE entries SET kind = 10" + OfReceipt },
        { "a-cancellation-leaves-nothing", 4, "UPDATE entries SET kind = 10" + OfReceipt },
        { "a-suspension-holds", 5, "UPDATE entries SET kind = 8" + OfReceipt },
        { "a-suspension-holds", 4, "UPDATE entries SET kind = 9" + OfReceipt },
        { "a-loss-ends-once", 4, "UPDATE entries SET kind = 5" + OfReceipt },
        { "a-loss-ends-once", 5, "UPDATE entries SET kind = 4" + OfReceipt + " OR idempotency_key LIKE '%/R34'" },
        { "an-opening-opens", 4, "UPDATE entries SET kind = 15" + OfReceipt },
        { "an-opening-names-its-card", 4, "UPDATE entries SET kind = 15" + OfReceipt },
        { "what-is-held-is-said", 7, "INSERT INTO exclusive_slots SELECT 'holder/x/2', card_id FROM entries"
            + OfReceipt },
        { "what-is-said-is-held", 7, "DELETE FROM exclusive_slots WHERE card_id = " + FiveCards.Victim },
        { "one-card-of-a-type", 7, $"UPDATE entries SET state = {WithoutMembers()} WHERE seq = 7" },
    };

    [Fact]
    public void Queries_OfTheFile_AreEachTried() => Assert.Equal(
        AuditQuery.All.Select(query => query.Name).Order(),
        Tampered.Select(row => row.Data.Item1).Append("key-used-once")
            .Concat(TransferTests<TBed>.Tampered.Select(row => row.Data.Item1))
            .Concat(GuestTests<TBed>.Tampered.Select(row => row.Data.Item1)).Distinct().Order());

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task Query_OfATamperedLedger_NamesCardAndEntry(string query, int seq, string sql)
    {
        await using var ledger = await bed.OpenAsync();
        var victim = (await FiveCards.FillAsync(ledger))[3].CardId;
        await ledger.ExecuteAsync(bed.Unlock + sql);
        Assert.Contains(
            (await ledger.AuditAsync()).Findings,
            found => found.CardId == victim && found.Seq == seq && IsBy(query, found));
    }

    [Fact]
    public async Task Receipt_OfADatabaseWithoutItsConstraint_EarnsTwiceAndIsFound()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await FiveCards.FillAsync(ledger, allocations: false);
        await ledger.ExecuteAsync(bed.Unlock + bed.DropKey("unique_keys"));
        var (first, second) = cards[3].CardId < cards[4].CardId ? (cards[3], cards[4]) : (cards[4], cards[3]);
        foreach (var commit in new[] { FiveCards.Accrue(first, 99), FiveCards.Accrue(second, 99) })
            Assert.True((await ledger.Store.WriteAsync([commit], default)).Written);

        // Card by card everything is as it must be: the walk has nothing to say.
        var report = await ledger.AuditAsync();
        Assert.All(report.Findings, found => Assert.Equal((second.CardId, 8), (found.CardId, found.Seq)));
        Assert.Equal(
            [true, true, true],
            new[] { "receipt-earns-once", "key-answered-once", "key-used-once" }
                .Select(query => report.Findings.Any(found => IsBy(query, found))));
        Assert.Equal(3, report.Differences);
    }

    [Fact]
    public async Task Rows_OfADatabaseWithoutItsKeys_TwiceAreFound()
    {
        await using var ledger = await bed.OpenAsync();
        var victim = (await FiveCards.FillAsync(ledger))[3].CardId;
        await ledger.ExecuteAsync(bed.Unlock + bed.DropKey("entries"));
        await ledger.ExecuteAsync("INSERT INTO entries SELECT * FROM entries" + OfReceipt);
        var found = (await ledger.AuditAsync()).Findings.Where(finding => finding.CardId == victim).ToList();
        Assert.Contains(found, finding => (finding.Seq, finding.Rule) == (4, AuditRule.Sequence));
        Assert.Contains(found, finding => finding.Seq == 4 && IsBy("no-gap-and-no-repeat", finding));
    }

    [Fact]
    public async Task Query_ThatCannotBeAnswered_IsAFindingItself()
    {
        await using var ledger = await bed.OpenAsync();
        await FiveCards.FillAsync(ledger);
        await ledger.ExecuteAsync(bed.Unlock + "UPDATE entries SET state = '{'" + OfLast);
        await ledger.ExecuteAsync(
            bed.Unlock + "UPDATE entries SET points = 9223372036854775807 WHERE idempotency_key LIKE '%/R_'");
        var findings = (await ledger.AuditAsync()).Findings;
        Assert.Contains(findings, found => found is { CardId: null, Rule: AuditRule.Unreadable });
        Assert.Contains(findings, found => found is { CardId: not null, Seq: 2, Rule: AuditRule.Balance });
        Assert.Contains(findings, found => found is { CardId: not null, Seq: 7, Rule: AuditRule.Unreadable });
    }

    /// <summary>All members in a state become one.</summary>
    private static string WithoutMembers() => Enumerable.Range(1, 5).Aggregate(
        "state", (sql, member) => $"replace({sql}, '{Samples.Member(member)}', '{Samples.Member(9)}')");

    private static bool IsBy(string query, AuditFinding found) =>
        found.Message.EndsWith($"(query {query})", StringComparison.Ordinal);
}
