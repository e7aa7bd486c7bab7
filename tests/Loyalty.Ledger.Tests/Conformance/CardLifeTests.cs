using System.Text.Json.Nodes;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Audit;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteCardLifeTests(SqliteBed bed) : CardLifeTests<SqliteBed>(bed);

public sealed class PostgresCardLifeTests(PostgresBed bed) : CardLifeTests<PostgresBed>(bed);

/// <summary>Changes of a card come back as they were, and the auditor knows them.</summary>
public abstract class CardLifeTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    [Fact]
    public async Task Life_OfACard_ComesBackAfterEachEntry()
    {
        await using var ledger = await bed.OpenAsync();
        var state = CardState.Unissued(FullLife.CardId);
        foreach (var (day, command) in FullLife.Commands)
        {
            var commit = FullLife.Decide(state, day, command);
            await ledger.CommitAsync(commit);
            state = commit.After;

            var read = (await ledger.Ledger.LoadAsync(FullLife.CardId))!;
            Assert.Equal(state.Life with { OldNumbers = [] }, read.Life with { OldNumbers = [] });
            Assert.Equal(state.Life.OldNumbers.AsEnumerable(), read.Life.OldNumbers);
            Assert.Equal((state.Number, state.Balance, state.Seq), (read.Number, read.Balance, read.Seq));
            var entry = (await ledger.Ledger.ReadEntriesAsync(FullLife.CardId, commit.Answer.Seq - 1, 1))[0];
            Assert.Equal((commit.Answer.Kind, commit.Answer.Change), (entry.Kind, entry.Change));
            Assert.Equal(CommitStatus.Replayed, (await ledger.CommitAsync(commit)).Status);
            await ledger.AssertCleanAsync();
        }

        Assert.NotNull(state.Life.CancelDate);
        Assert.Equal(2, state.Life.OldNumbers.Length);
        foreach (var number in new[] { 1, 2, 3 })
            Assert.Equal(FullLife.CardId, await ledger.Ledger.FindCardAsync(Samples.Number(number)));
    }

    /// <summary>A card of a release without types: its issue says nothing of the card, and its row neither.</summary>
    [Fact]
    public async Task Rows_FromBeforeThereWasALife_LoadAsPlainCardsAndAuditClean()
    {
        await using var ledger = await bed.OpenAsync();
        var now = Samples.Issue(1);
        var entry = now.Answer with { Change = null };
        entry = entry with { Hash = EntryHash.Compute(EntryHash.Genesis, entry) };
        var old = now with
        {
            Cards = [new CardSteps(now.Before, [entry], [now.After with { Hash = entry.Hash }])],
        };
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(old)).Status);
        Assert.DoesNotContain("life", Assert.Single(await ledger.QueryAsync("SELECT state FROM entries")),
            StringComparison.Ordinal);
        Assert.DoesNotContain("change", Assert.Single(await ledger.QueryAsync("SELECT detail FROM entries")),
            StringComparison.Ordinal);

        var read = (await ledger.Ledger.LoadAsync(Samples.CardId(1)))!;
        Assert.Equal(CardLife.Plain, read.Life);
        Assert.Null((await ledger.Ledger.ReadEntriesAsync(Samples.CardId(1), 0, 1))[0].Change);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(Samples.Accrue(read, 1))).Status);
        Assert.Equal(CommitStatus.Replayed, (await ledger.CommitAsync(now)).Status);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Life_OfTheRowTampered_IsFoundWhateverItSays()
    {
        await using var ledger = await bed.OpenAsync();
        await FullLife.LiveAsync(ledger, 7); // lost before and replaced, now suspended
        var text = Assert.Single(await ledger.QueryAsync("SELECT state FROM entries WHERE seq = 7"));
        string[] tampered =
        [
            With("type", 3), With("term_end_date", "2027-03-02"), With("lost_time", "2026-03-01T00:00:00+00:00"),
            With("suspended", false), With("cancel_date", "2026-03-01"),
            With("old_numbers", new JsonArray()),
        ];
        foreach (var state in tampered.Append(WithoutLife()))
        {
            await ledger.ExecuteAsync(bed.Unlock + $"UPDATE entries SET state = '{state}' WHERE seq = 7");
            Assert.Contains((await ledger.AuditAsync()).Findings, found => found is { Rule: AuditRule.Life, Seq: 7 });
        }

        await ledger.ExecuteAsync(bed.Unlock + $"UPDATE entries SET state = '{text}' WHERE seq = 7");
        await ledger.AssertCleanAsync();

        string With(string field, JsonNode value)
        {
            var state = JsonNode.Parse(text)!;
            state["life"]![field] = value;
            return state.ToJsonString();
        }

        string WithoutLife()
        {
            var state = JsonNode.Parse(text)!.AsObject();
            Assert.True(state.Remove("life"));
            return state.ToJsonString();
        }
    }

    [Theory]
    [InlineData(AuditRule.Chain, 7, "UPDATE entries SET detail = replace(detail, 'reason', 'xeason') WHERE seq = 7")]
    [InlineData(AuditRule.Chain, 6, "UPDATE entries SET detail = replace(detail, '200', '100') WHERE seq = 6")]
    [InlineData(
        AuditRule.UniqueKeys, 7, "UPDATE entries SET detail = replace(detail, 'reason', 'xeason') WHERE seq = 7")]
    [InlineData(AuditRule.UniqueKeys, 1, "DELETE FROM unique_keys WHERE key LIKE 'issue/%'")]
    [InlineData(AuditRule.UniqueKeys, 1, "UPDATE unique_keys SET key = 'issue/forged' WHERE key LIKE 'issue/%'")]
    [InlineData(AuditRule.UniqueKeys, 3,
        "UPDATE unique_keys SET fingerprint = (SELECT fingerprint FROM unique_keys WHERE seq = 4) "
        + "WHERE seq = 3")]
    public async Task Entry_OfALifeTampered_IsFound(AuditRule rule, int seq, string sql)
    {
        await using var ledger = await bed.OpenAsync();
        await FullLife.LiveAsync(ledger, 7);
        await ledger.ExecuteAsync(bed.Unlock + sql);
        Assert.Contains((await ledger.AuditAsync()).Findings, found => (found.Rule, found.Seq) == (rule, seq));
    }

    [Fact]
    public async Task Receipt_ThatIssuedACard_IssuesNoOther()
    {
        await using var ledger = await bed.OpenAsync();
        var context = Samples.At(Samples.Now);
        var commits = Enumerable.Range(1, 8).Select(card => Card.Decide(
            CardState.Unissued(Samples.CardId(card)),
            new IssueCard(Samples.Id(card), Samples.Number(card)) { Receipt = Samples.Receipt(1, 10_000) },
            context).Commit!);
        var outcomes = await ledger.CommitAllAsync(commits);
        Assert.Single(outcomes, outcome => outcome.Status == CommitStatus.Committed);
        Assert.All(
            outcomes.Where(outcome => outcome.Status != CommitStatus.Committed),
            outcome => Assert.Equal(
                (CommitStatus.KeyAlreadyUsed, Samples.Receipt(1).IssueKey(false)), (outcome.Status, outcome.Key)));
        await ledger.AssertCleanAsync();
    }

    /// <summary>
    /// Two desks decide on the same card at once: one wins, the other is a version conflict, on any node.
    /// </summary>
    [Fact]
    public async Task Replacements_OfOneCardByTwoNodes_OneWins()
    {
        await using var ledger = await bed.OpenAsync();
        var other = ledger.AnotherNode();
        for (var card = 1; card <= 20; card++)
        {
            var state = await ledger.IssueAsync(card);
            var commits = new[] { 1, 2 }.Select(desk => FullLife.Decide(state, 0, new ReplaceCard(
                Samples.Id(1_000 * desk + card), state.Number, Samples.Number(1_000 * desk + card), false,
                ReplaceReason.Lost))).ToArray();
            var outcomes = await Task.WhenAll(ledger.CommitAsync(commits[0]), other.CommitAsync(commits[1]));
            Assert.Equal([CommitStatus.VersionConflict, CommitStatus.Committed], outcomes.Select(
                outcome => outcome.Status).Order());
        }

        await ledger.AssertCleanAsync();
    }
}
