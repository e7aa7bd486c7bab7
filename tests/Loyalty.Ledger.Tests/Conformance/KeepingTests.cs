using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteKeepingTests(SqliteBed bed) : KeepingTests<SqliteBed>(bed);

public sealed class PostgresKeepingTests(PostgresBed bed) : KeepingTests<PostgresBed>(bed);

/// <summary>Written entries come back as they were, and stay.</summary>
public abstract class KeepingTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private const string Nasty = "Ü\u0301 \u202e\0\"\\'; DROP -- 𝒳🧾 \ud83d end";

    [Fact]
    public async Task Entry_OfExtremes_ComesBackExactly()
    {
        await using var ledger = await bed.OpenAsync();
        var entry = new LedgerEntry(
            Samples.CardId(1), 1, Enum.GetValues<EntryKind>().Max(), long.MinValue, long.MaxValue, long.MaxValue,
            [
                new LotEffect(null, long.MaxValue), new LotEffect(DateOnly.MinValue, long.MinValue),
                new LotEffect(DateOnly.MaxValue, 0),
            ],
            DateOnly.MaxValue, new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, 999, TimeSpan.Zero),
            new Caller(CallerKind.Partner, Nasty, "", Nasty, new string('x', 5_000)), "request/ü'\"𝒳",
            new ReceiptReference(Nasty, "", Nasty, DateOnly.MinValue, long.MinValue, Nasty), new CardNumber(Nasty),
            int.MaxValue, [new Grant(Nasty, long.MinValue), new Grant("", 0)], long.MinValue, []);
        entry = entry with { Hash = EntryHash.Compute(EntryHash.Genesis, entry) };
        var after = new CardState(
            entry.CardId, 1, new CardNumber("1"), DateOnly.MaxValue, long.MaxValue, long.MaxValue,
            [new Lot(DateOnly.MinValue, long.MaxValue, 0), new Lot(null, 1, long.MaxValue)], long.MinValue,
            [new DayPoints(DateOnly.MaxValue, long.MinValue)], entry.Hash);
        var fingerprint = new Fingerprint.Builder().Add(FingerprintField.Command, Nasty).Build();
        var commit = new Commit(
            [new CardSteps(CardState.Unissued(entry.CardId), [entry], [after])],
            new IdempotencyKey(entry.IdempotencyKey, fingerprint), [], []);

        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(commit)).Status);

        var read = Assert.Single(await ledger.Ledger.ReadEntriesAsync(entry.CardId, 0, 10));
        Assert.Equal(entry.Hash, read.Hash);
        Assert.Equal(entry.Hash, EntryHash.Compute(EntryHash.Genesis, read));
        Assert.Equal(entry.Time, read.Time);
        var card = await ledger.Ledger.LoadAsync(entry.CardId);
        Assert.Equal(after.Lots, card!.Lots.AsEnumerable());
        Assert.Equal(after.DayPoints, card.DayPoints.AsEnumerable());
        Assert.Equal(
            after with { Lots = [], DayPoints = [], Hash = [] },
            card with { Lots = [], DayPoints = [], Hash = [] });
        Assert.Equal(CommitStatus.Replayed, (await ledger.CommitAsync(commit)).Status);
    }

    /// <summary>
    /// An entry that a newer version wrote can't be told, and that is said as for a database that can't be asked.
    /// </summary>
    [Fact]
    public async Task Entry_OfAKindThatIsUnknown_CannotBeRead()
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        await ledger.ExecuteAsync(bed.Unlock + "UPDATE entries SET kind = 99");
        var failure = await Assert.ThrowsAsync<LedgerException>(
            () => ledger.Ledger.ReadEntriesAsync(card.CardId, 0, 10));
        Assert.Contains("EntryKind 99", failure.InnerException!.Message);
        Assert.Equal(card.Number, (await ledger.Ledger.LoadAsync(card.CardId))!.Number);
    }

    [Fact]
    public async Task Entries_OfOneCommit_EachCarryTheirState()
    {
        await using var ledger = await bed.OpenAsync();
        var first = Samples.Accrue(await ledger.IssueAsync(1), 1);
        await ledger.CommitAsync(first);
        var later = first.After.Lots[0].ExpiryDate!.Value.AddDays(1);
        var second = Samples.Accrue(
            first.After, Samples.Receipt(2) with { BusinessDate = later },
            new DateTimeOffset(later, new TimeOnly(10, 0), TimeSpan.Zero));
        Assert.Equal([EntryKind.Expiry, EntryKind.Accrual], second.Entries.Select(entry => entry.Kind));
        await ledger.CommitAsync(second);

        await using var snapshot = await ledger.Store.OpenSnapshotAsync(default);
        var rows = await snapshot.ReadEntriesAsync(default).ReadableAsync().ToListAsync();
        var states = first.Cards[0].States.Prepend(first.Before).Concat(second.Cards[0].States).ToList();
        Assert.Equal([1, 2, 3, 4], rows.Select(row => row.State.Seq));
        Assert.Equal([0, 10, 0, 10], rows.Select(row => row.State.Balance));
        Assert.Equal(
            states.Select(state => (state.Number, state.IssueDate, state.Balance)),
            rows.Select(row => (row.State.Number, row.State.IssueDate, row.State.Balance)));
        Assert.Equal(
            states.Select(state => state.Lots.AsEnumerable()), rows.Select(row => row.State.Lots.AsEnumerable()));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Entries_ReadInParts_FollowOn()
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        for (var receipt = 0; receipt < 9; receipt++)
        {
            var commit = Samples.Accrue(card, receipt);
            await ledger.CommitAsync(commit);
            card = commit.After;
        }

        var parts = new[] { (0L, 4), (4L, 4), (8L, 4), (10L, 4) }
            .Select(part => ledger.Ledger.ReadEntriesAsync(card.CardId, part.Item1, part.Item2));
        var entries = (await Task.WhenAll(parts)).SelectMany(part => part).ToArray();
        Assert.Equal(Enumerable.Range(1, 10).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
        Assert.Empty(await ledger.Ledger.ReadEntriesAsync(Samples.CardId(2), 0, 10));
    }

    [Theory]
    [InlineData("UPDATE entries SET points = 1")]
    [InlineData("UPDATE unique_keys SET seq = 1")]
    [InlineData("UPDATE allocations SET quantity = 1")]
    [InlineData("UPDATE rule_versions SET rules = ''")]
    [InlineData("DELETE FROM entries")]
    [InlineData("DELETE FROM unique_keys")]
    [InlineData("DELETE FROM allocations")]
    [InlineData("DELETE FROM rule_versions")]
    [InlineData("TRUNCATE entries")]
    [InlineData("TRUNCATE unique_keys")]
    [InlineData("TRUNCATE allocations")]
    public async Task Ledger_Changed_Refuses(string sql)
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.Ledger.RegisterRulesAsync(Samples.Rules);
        await ledger.CommitAsync(Samples.Allocating(Samples.Accrue(await ledger.IssueAsync(1), 1), "x", 5, 2));
        await Assert.ThrowsAnyAsync<Exception>(() => ledger.ExecuteAsync(sql));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Rules_RegisteredByManyNodes_HaveOneVersion()
    {
        await using var ledger = await bed.OpenAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => ledger.AnotherNode().Ledger).ToArray();
        ProgramRules[] rules =
        [
            Samples.Rules, Samples.Rules with { EarnUnitMinor = 200 },
            Samples.Rules with { ExcludedCategories = ["b", "a"] },
        ];
        var versions = await Task.WhenAll(nodes.SelectMany(node => rules.Select(node.RegisterRulesAsync)));
        var byRules = versions.Chunk(rules.Length).Select(chunk => chunk.Select(version => version.Version)).ToArray();
        Assert.All(byRules, chunk => Assert.Equal(byRules[0], chunk));
        Assert.Equal([1, 2, 3], byRules[0].Order());
        var reordered = await ledger.Ledger.RegisterRulesAsync(Samples.Rules with { ExcludedCategories = ["a", "b"] });
        Assert.Equal(byRules[0].ElementAt(2), reordered.Version);
    }

    [Fact]
    public async Task Migrations_RunByManyNodes_RunOnce()
    {
        await using var ledger = await bed.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ledger.AnotherNode().Stores.MigrateAsync()));
        await ledger.IssueAsync(1);
    }
}
