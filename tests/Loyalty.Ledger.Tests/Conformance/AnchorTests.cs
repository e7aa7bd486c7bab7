using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Audit;
using Loyalty.Audit.Anchors;
using Loyalty.Ledger.Tests.Stores;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteAnchorTests(SqliteBed bed) : AnchorTests<SqliteBed>(bed);

public sealed class PostgresAnchorTests(PostgresBed bed) : AnchorTests<PostgresBed>(bed);

/// <summary>An anchor's form, and the tampering that only an anchor shows.</summary>
public abstract class AnchorTests<TBed>(TBed bed) : IClassFixture<TBed>, IDisposable
    where TBed : StoreBed
{
    private const string OfVictim = " WHERE card_id = ";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-anchor-");

    private string AnchorPath => Path.Combine(folder.FullName, "anchor.txt");

    [Fact]
    public async Task Anchor_OfALedgerThatHasGrown_HoldsAndIsRenewed()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await FiveCards.FillAsync(ledger, 2);
        var (_, none, first) = await AnchoredAsync(ledger);
        Assert.Null(none);
        Assert.Equal(5, first!.Cards);

        await FiveCards.AccrueAsync(ledger, cards, 3, allocations: true);
        await ledger.IssueAsync(6);
        var (report, verified, second) = await AnchoredAsync(ledger);
        Assert.Empty(report.Findings);
        Assert.Equal((first.Root, 5), (verified!.Root, verified.Cards));
        Assert.Equal(6, second!.Cards);
        Assert.Contains($"after {first.Root}\n", await File.ReadAllTextAsync(AnchorPath), StringComparison.Ordinal);
        Assert.Equal(second, (await AnchoredAsync(ledger)).Verified);
        Assert.Equal([AnchorPath], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public async Task Tail_CutOffWithItsUniqueKeys_IsFoundWithTheAnchorOnly()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await FiveCards.FillAsync(ledger, 5, allocations: false);
        await FiveCards.AccrueAsync(ledger, cards, 6, allocations: false);
        var (_, _, anchored) = await AnchoredAsync(ledger);

        var victim = Card(cards[3].CardId);
        await ledger.ExecuteAsync($"""
            {bed.Unlock}
            DELETE FROM entries WHERE card_id = {victim} AND seq = 7;
            DELETE FROM unique_keys WHERE card_id = {victim} AND seq = 7;
            """);
        await ledger.AssertCleanAsync();
        await FoundAsync(ledger, cards[3].CardId, 7, anchored!);
    }

    [Fact]
    public async Task Card_DeletedWithAllThatNamesIt_IsFoundWithTheAnchorOnly()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await FiveCards.FillAsync(ledger, allocations: false);
        var (_, _, anchored) = await AnchoredAsync(ledger);
        foreach (var card in cards)
        {
            await ledger.ExecuteAsync(bed.Unlock + string.Concat(
                new[] { "entries", "unique_keys", "exclusive_slots" }.Select(
                    table => $"DELETE FROM {table}{OfVictim}{Card(card.CardId)};")));
        }

        await ledger.AssertCleanAsync();
        var (report, _, renewed) = await AnchoredAsync(ledger);
        Assert.Null(renewed);
        Assert.Equal(
            cards.Select(card => ((CardId?)card.CardId, (long?)7, AuditRule.Anchor)).Order(),
            report.Findings.Select(found => (found.CardId, found.Seq, found.Rule)));
        Assert.Contains(anchored!.Root, await File.ReadAllTextAsync(AnchorPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chain_WrittenAnewFromAnEditOn_IsFoundWithTheAnchorOnly()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await FiveCards.FillAsync(ledger);
        var (_, _, anchored) = await AnchoredAsync(ledger);
        var cardId = cards[3].CardId;
        var entries = await ledger.Ledger.ReadEntriesAsync(cardId, 0, 10);
        var head = EntryHash.Genesis;
        var sql = bed.Unlock;
        foreach (var entry in entries)
        {
            var forged = entry.Seq == 4 ? entry with { Caller = entry.Caller with { Operator = "bob" } } : entry;
            head = EntryHash.Compute(head, forged);
            sql += $"UPDATE entries SET hash = {bed.Literal(head.AsSpan())} WHERE card_id = {Card(cardId)} "
                + $"AND seq = {entry.Seq};";
        }

        await ledger.ExecuteAsync(sql
            + $"UPDATE entries SET caller = replace(caller, 'ann', 'bob'){OfVictim}{Card(cardId)} AND seq = 4");
        await ledger.AssertCleanAsync();
        await FoundAsync(ledger, cardId, 7, anchored!);
    }

    [Theory]
    [InlineData("cards 5", "cards 4")]
    [InlineData("time 2", "time 3")]
    [InlineData("after none", "after n0ne")]
    [InlineData(" 7 ", " 6 ")]
    [InlineData("root ", "root 0")]
    [InlineData("loyalty anchor 1", "loyalty anchor 2")]
    public async Task Anchor_ThatWasChanged_IsRefusedBeforeTheAudit(string old, string changed)
    {
        await using var ledger = await bed.OpenAsync();
        await FiveCards.FillAsync(ledger);
        await AnchoredAsync(ledger);
        var text = await File.ReadAllTextAsync(AnchorPath);
        Assert.Contains(old, text, StringComparison.Ordinal);
        await RefusedAsync(text.Replace(old, changed, StringComparison.Ordinal));
        await RefusedAsync(text[..^70]);
        await RefusedAsync(text + "more\n");
        await RefusedAsync("");
        var lines = text.Split('\n');
        (lines[4], lines[5]) = (lines[5], lines[4]);
        await RefusedAsync(string.Join('\n', lines));
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task<(AuditReport Report, AnchorRoot? Verified, AnchorRoot? Written)> AnchoredAsync(TestLedger ledger)
    {
        using var anchor = AnchorFile.Open(AnchorPath, TimeProvider.System);
        await using var snapshot = await ledger.Store.OpenSnapshotAsync(default);
        var report = await Auditor.RunAsync(snapshot, anchor, default);
        return (report, anchor.Verified, anchor.Written);
    }

    private async Task FoundAsync(TestLedger ledger, CardId cardId, long seq, AnchorRoot anchored)
    {
        var (report, verified, renewed) = await AnchoredAsync(ledger);
        var found = Assert.Single(report.Findings);
        Assert.Equal((cardId, seq, AuditRule.Anchor), (found.CardId, found.Seq, found.Rule));
        Assert.Equal((anchored, null), (verified, renewed));
        Assert.Equal([AnchorPath], Directory.GetFiles(folder.FullName));
    }

    private async Task RefusedAsync(string text)
    {
        await File.WriteAllTextAsync(AnchorPath, text);
        Assert.Throws<InvalidDataException>(() => AnchorFile.Open(AnchorPath, TimeProvider.System).Dispose());
        Assert.Equal(text, await File.ReadAllTextAsync(AnchorPath));
    }

    /// <summary>A card's id as SQL.</summary>
    private string Card(CardId cardId) => bed is PostgresBed
        ? $"'{cardId}'"
        : bed.Literal(cardId.Value.ToByteArray(bigEndian: true));
}
