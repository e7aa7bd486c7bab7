using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteTransferTests(SqliteBed bed) : TransferTests<SqliteBed>(bed);

public sealed class PostgresTransferTests(PostgresBed bed) : TransferTests<PostgresBed>(bed);

/// <summary>Both sides of a transfer are there, and the auditor sees where one isn't what the other says.</summary>
public abstract class TransferTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    public static TheoryData<string, string> Tampered => new()
    {
        { "each-side-has-its-other", "DELETE FROM entries WHERE kind = 14" },
        { "each-side-has-its-other", "UPDATE entries SET kind = 2 WHERE kind = 14" },
        { "each-side-has-its-other", "UPDATE entries SET points = points + 1 WHERE kind = 14" },
        {
            "each-side-has-its-other",
            "UPDATE entries SET detail = replace(detail, 'terpart', 'terfeit') WHERE kind = 14"
        },
        {
            "each-side-has-its-other",
            $"UPDATE entries SET state = replace(state, '{Samples.Member(1)}', '{Samples.Member(2)}') WHERE kind = 14"
        },
        { "no-date-gains", "UPDATE entries SET detail = replace(detail, '\"expiry_date\"', '\"x\"') WHERE kind = 14" },
        { "no-date-gains", "UPDATE entries SET detail = replace(detail, ':-7', ':-6') WHERE kind = 13" },
    };

    [Fact]
    public async Task Transfer_Committed_IsThereOnBothCardsAndReplays()
    {
        await using var ledger = await bed.OpenAsync();
        var transfer = await TransferAsync(ledger);
        var gave = (await ledger.Ledger.ReadEntriesAsync(transfer.CardId, 2, 1))[0];
        var got = (await ledger.Ledger.ReadEntriesAsync(transfer.Cards[1].CardId, 1, 1))[0];
        Assert.Equal((EntryKind.TransferOut, -7L), (gave.Kind, gave.Points));
        Assert.Equal((EntryKind.TransferIn, 7L), (got.Kind, got.Points));
        Assert.Equal(new EntryReference(got.CardId, got.Seq), gave.Counterpart);
        Assert.Equal(new EntryReference(gave.CardId, gave.Seq), got.Counterpart);
        foreach (var steps in transfer.Cards)
        {
            var loaded = (await ledger.Ledger.LoadAsync(steps.CardId))!;
            Assert.Equal(steps.After.Balance, loaded.Balance);
            Assert.Equal(steps.After.Hash, loaded.Hash);
        }

        var replayed = await ledger.CommitAsync(transfer);
        Assert.Equal(CommitStatus.Replayed, replayed.Status);
        Assert.Equal(gave.Hash, replayed.Entry!.Hash);
        await ledger.AssertCleanAsync();
    }

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task Side_Tampered_IsFound(string query, string sql)
    {
        await using var ledger = await bed.OpenAsync();
        await TransferAsync(ledger);
        await ledger.ExecuteAsync(bed.Unlock + sql);
        Assert.Contains(
            (await ledger.AuditAsync()).Findings,
            found => found.Message.EndsWith($"(query {query})", StringComparison.Ordinal));
    }

    /// <summary>Two cards of a member; the first has 10 points and gives 7.</summary>
    private static async Task<Commit> TransferAsync(TestLedger ledger)
    {
        var (one, two) = (Issue(1, CardType.OneYear), Issue(2, CardType.Digital));
        var accrual = Samples.Accrue(one.After, 1);
        var transfer = new TransferPoints(Samples.Id(9), Samples.Number(1), two.CardId, Samples.Number(2), 7)
            .Decide(accrual.After, [two.After], Samples.At(Samples.Now)).Commit!;
        foreach (var commit in new[] { one, two, accrual, transfer })
            Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(commit)).Status);
        return transfer;
    }

    private static Commit Issue(int card, CardType type) => Card.Decide(
        CardState.Unissued(Samples.CardId(card)),
        new IssueCard(Samples.Id(card), Samples.Number(card)) { Type = type, MemberId = Samples.Member(1) },
        Samples.At(Samples.Now)).Commit!;
}
