using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Audit;
using Loyalty.Ledger.Tests.Members;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteImportTests(SqliteBed bed) : ImportTests<SqliteBed>(bed);

public sealed class PostgresImportTests(PostgresBed bed) : ImportTests<PostgresBed>(bed);

/// <summary>A card that was imported comes back as it came in, once, and can be given out again.</summary>
public abstract class ImportTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private static readonly ImportCard Card = new("old", "A/1", Samples.Number(1))
    {
        KeepsNumber = true, Type = CardType.OneYear, IssueDate = new DateOnly(2019, 2, 28),
        TermEndDate = new DateOnly(2026, 8, 1), IsLost = true, IsSuspended = true, Line = "cards.csv:17",
        Lots = [new LotEffect(new DateOnly(2027, 12, 31), 30), new LotEffect(null, 12)],
    };

    private static readonly CardId Id = CardId.ForImport(Card.IdempotencyKey);

    [Fact]
    public async Task Import_OfACard_ComesBackAsItWas()
    {
        await using var ledger = await bed.OpenAsync();
        var commit = Decide(Card);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(commit)).Status);

        var read = (await ledger.Ledger.LoadAsync(Id))!;
        Assert.Equal((Card.IssueDate, 42L, Card.Number), (read.IssueDate, read.Balance, read.Number));
        Assert.Equal(commit.After.Lots.AsEnumerable(), read.Lots);
        Assert.True(read.Life is { LostTime: not null, IsSuspended: true, Type: CardType.OneYear });
        var opening = (await ledger.Ledger.ReadEntriesAsync(Id, 3, 1))[0];
        Assert.Equal("cards.csv:17", opening.Change!.Source);
        Assert.Equal(Id, await ledger.Ledger.FindCardAsync(Card.Number));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Import_Again_ReplaysOrConflicts()
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.CommitAsync(Decide(Card));

        var again = await ledger.CommitAsync(Decide(Card with { Line = "cards.csv:18" }));
        Assert.Equal((CommitStatus.Replayed, 42L), (again.Status, again.Entry!.Points));
        var changed = await ledger.CommitAsync(Decide(Card with { IsLost = false }));
        Assert.Equal((CommitStatus.Conflict, FingerprintField.Lost), (changed.Status, changed.Difference));
        var another = await ledger.CommitAsync(Decide(Card with { OldKey = "A2" }));
        Assert.Equal((CommitStatus.KeyAlreadyUsed, Card.Number.UniqueKey), (another.Status, another.Key));
    }

    [Theory]
    [InlineData("DELETE FROM unique_keys WHERE key LIKE 'number/%'", AuditRule.UniqueKeys)]
    [InlineData("DELETE FROM unique_keys WHERE key LIKE 'import/%'", AuditRule.UniqueKeys)]
    [InlineData("DELETE FROM entries WHERE kind = 15", AuditRule.UniqueKeys)]
    [InlineData("UPDATE entries SET state = replace(state, '2026-', '2027-') WHERE kind = 15", AuditRule.Life)]
    [InlineData("UPDATE entries SET points = 43, balance = 43 WHERE kind = 15", AuditRule.Chain)]
    [InlineData("UPDATE entries SET detail = replace(detail, 'csv:17', 'csv:18') WHERE kind = 15", AuditRule.Chain)]
    public async Task Audit_OfAnImportThatWasChanged_FindsIt(string sql, AuditRule rule)
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.CommitAsync(Decide(Card));
        await ledger.ExecuteAsync($"{bed.Unlock} {sql}");
        Assert.Contains(rule, (await ledger.AuditAsync()).Findings.Select(finding => finding.Rule));
    }

    [Fact]
    public async Task Audit_OfAnImportWhoseEndIsCutOff_FindsThatNothingAnswers()
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.CommitAsync(Decide(Card));
        await ledger.ExecuteAsync($"{bed.Unlock} DELETE FROM entries WHERE kind > 1; DELETE FROM unique_keys");
        var finding = Assert.Single((await ledger.AuditAsync()).Findings);
        Assert.Equal((AuditRule.UniqueKeys, (long?)1), (finding.Rule, finding.Seq));
    }

    [Fact]
    public async Task Audit_OfAnImportUnderAnotherFingerprint_FindsIt()
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.CommitAsync(Decide(Card));
        await ledger.CommitAsync(Decide(Card with { OldKey = "A2", Number = Samples.Number(2), KeepsNumber = false }));
        await ledger.AssertCleanAsync();
        await ledger.ExecuteAsync(
            $"{bed.Unlock} UPDATE unique_keys SET fingerprint = "
            + "(SELECT o.fingerprint FROM unique_keys o WHERE o.key = 'import/old/A%2F1') WHERE key = 'import/old/A2'");
        Assert.Equal(AuditRule.UniqueKeys, Assert.Single((await ledger.AuditAsync()).Findings).Rule);
    }

    [Fact]
    public async Task Export_OfEverything_HasEveryCardAndMemberOnce()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var person = await register.CreateAsync(People.Create(1), Samples.Till, Samples.Now);
        await ledger.CommitAsync(Decide(Card));
        var own = await ledger.IssueAsync(5);

        await using var snapshot = await ledger.Stores.Export.OpenExportAsync(default);
        await ledger.IssueAsync(6); // later than the view
        var cards = new List<CardRow>();
        await foreach (var row in snapshot.ReadCardsAsync(default)) cards.Add(row);
        var members = new List<Guid>();
        await foreach (var row in snapshot.ReadMembersAsync(default))
            members.Add(register.Open(row).Member!.Id.Value);

        Assert.Equal(
            new Dictionary<CardId, (long, string?)> { [Id] = (42, "import/old/A%2F1"), [own.CardId] = (0, null) },
            cards.ToDictionary(row => row.State.CardId, row => (row.State.Balance, row.ImportKeyText)));
        Assert.Equal([person.Member!.Id.Value], members);
    }

    private static Commit Decide(ImportCard command) => command.Decide(
        CardState.Unissued(CardId.ForImport(command.IdempotencyKey)), Samples.At(Samples.Now)).Commit!;
}
