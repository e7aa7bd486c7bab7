using System.Collections.Immutable;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteGuestTests(SqliteBed bed) : GuestTests<SqliteBed>(bed);

public sealed class PostgresGuestTests(PostgresBed bed) : GuestTests<PostgresBed>(bed);

/// <summary>Commits with further idempotency keys: each is used with its fingerprint for one entry, once.</summary>
public abstract class GuestTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private static readonly Receipt s_first = Samples.Receipt(1) with
    {
        Lines = [new ReceiptLine("p", "茶 \"1\"", 1_500, 400), new ReceiptLine("", "", 1, 600)],
        Tenders = [new Tender("cash", 1_000)],
    };

    private static readonly Receipt s_second = Samples.Receipt(2);

    public static TheoryData<string, string> Tampered => new()
    {
        { "a-guest-holds-no-points", "UPDATE entries SET points = 1 WHERE kind = 16" },
        { "a-guest-holds-no-points", "UPDATE entries SET kind = 4 WHERE kind = 16" },
        { "only-guests-are-claimed", "UPDATE entries SET detail = replace(detail, ':4', ':2') WHERE kind = 1" },
        { "only-guests-are-claimed", "UPDATE entries SET business_date = '2026-03-02' WHERE kind = 17" },
        { "a-claim-names-an-entry", "UPDATE entries SET detail = replace(detail, ':3}', ':9}') WHERE kind = 17" },
        { "what-earned-was-claimed", "UPDATE entries SET detail = replace(detail, 'R1', 'R7') WHERE kind = 16" },
        { "what-earned-was-claimed", "DELETE FROM entries WHERE kind = 17" },
        { "what-is-said-is-held", "DELETE FROM exclusive_slots WHERE key LIKE 'guest/%'" },
        { "nothing-after-a-cancellation", "UPDATE entries SET kind = 17 WHERE kind = 16" },
    };

    [Fact]
    public async Task Claim_OfTwoReceipts_EarnsBothAndTheirKeysAnswerWithTheirEntries()
    {
        await using var ledger = await bed.OpenAsync();
        var claim = await ClaimAsync(ledger);
        Assert.Equal(3, claim.Cards[1].After.Seq);
        Assert.Equal(20, (await ledger.Ledger.LoadAsync(claim.Cards[1].CardId))!.Balance);

        foreach (var (idempotencyKey, named) in claim.FurtherKeys)
        {
            var head = await ledger.Ledger.CheckAsync(named.CardId, idempotencyKey);
            Assert.Equal(CommitStatus.Replayed, head.PriorOutcome!.Status);
            Assert.Equal(named, new EntryReference(head.PriorOutcome.Entry!.CardId, head.PriorOutcome.Entry.Seq));
        }

        Assert.Equal(CommitStatus.Replayed, (await ledger.CommitAsync(claim)).Status);
        var accrual = Samples.Accrue(claim.Cards[1].After, s_first);
        Assert.Equal(CommitStatus.Replayed, (await ledger.CommitAsync(accrual)).Status);
        Assert.Empty(await OpenGuestsAsync(ledger));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Presentation_ReadBack_IsWholeAndItsHashStillFits()
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.CommitAsync(Samples.IssueGuest(1, s_first));
        var shown = (await ledger.Ledger.ReadEntriesAsync(Samples.CardId(1), 1, 1))[0];
        var receipt = ReceiptContent.Of(shown);
        Assert.Equal(s_first.Lines.AsEnumerable(), receipt.Lines);
        Assert.Equal(s_first.Tenders.AsEnumerable(), receipt.Tenders);
        Assert.Equal(s_first.Reference, receipt.Reference);
        Assert.Single(await OpenGuestsAsync(ledger));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Claim_OfAReceiptThatEarnedElsewhere_IsClaimedWithItsKeyAndWritesNothing()
    {
        await using var ledger = await bed.OpenAsync();
        var (guest, card) = (Samples.IssueGuest(1, s_first), Samples.Issue(2));
        await ledger.CommitAsync(guest);
        await ledger.CommitAsync(card);
        var other = await ledger.IssueAsync(3);
        await ledger.CommitAsync(Samples.Accrue(other, s_first));
        var outcome = await ledger.CommitAsync(Claim(guest.After, card.After, guest.Entries));
        Assert.Equal((CommitStatus.KeyAlreadyUsed, s_first.AccrualKey(false)), (outcome.Status, outcome.Key));
        Assert.Equal(2, (await ledger.Ledger.LoadAsync(guest.CardId))!.Seq);
        Assert.Equal(1, (await ledger.Ledger.LoadAsync(card.CardId))!.Seq);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Claims_AndAccrualsOfOneReceiptByTwoNodesAtOnce_EarnOnce()
    {
        await using var ledger = await bed.OpenAsync();
        var other = ledger.AnotherNode();
        for (var round = 0; round < 10; round++)
        {
            var receipt = Samples.Receipt(100 + round);
            var guest = Samples.IssueGuest(10 * round + 1, receipt);
            await ledger.CommitAsync(guest);
            var cards = await ledger.IssueAsync(10 * round + 2, 3);
            var outcomes = await Task.WhenAll(
                ledger.CommitAsync(Claim(guest.After, cards[0], guest.Entries, 10 * round + 8)),
                other.CommitAsync(Claim(guest.After, cards[1], guest.Entries, 10 * round + 9)),
                other.CommitAsync(Samples.Accrue(cards[2], receipt)));
            Assert.Single(outcomes, outcome => outcome.Status == CommitStatus.Committed);
        }

        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task OpenGuests_OfEarlierDays_AreListedInPagesUntilClosed()
    {
        await using var ledger = await bed.OpenAsync();
        for (var card = 1; card <= 5; card++)
            await ledger.CommitAsync(Samples.IssueGuest(card, Samples.Receipt(card)));
        var today = DateOnly.FromDateTime(Samples.Now.UtcDateTime);
        Assert.Empty(await FindAsync(ExclusiveSlots.FirstGuest, today, 10));
        var page = await FindAsync(ExclusiveSlots.FirstGuest, today.AddDays(1), 3);
        var rest = await FindAsync(page[^1].Key, today.AddDays(1), 3);
        Assert.Equal(
            Enumerable.Range(1, 5).Select(card => Samples.CardId(card)).Order(),
            page.Concat(rest).Select(row => row.CardId).Order());

        var guest = (await ledger.Ledger.LoadAsync(Samples.CardId(1)))!;
        var closure = new CloseGuestCard().Decide(guest, Samples.At(Samples.Now.AddDays(1))).Commit!;
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(closure)).Status);
        Assert.Equal(CommitStatus.Replayed, (await ledger.CommitAsync(closure)).Status);
        Assert.Equal(4, (await FindAsync(ExclusiveSlots.FirstGuest, today.AddDays(1), 10)).Count);
        await ledger.AssertCleanAsync();

        Task<IReadOnlyList<SlotRow>> FindAsync(string after, DateOnly before, int limit) =>
            ledger.Store.FindSlotsAsync(after, ExclusiveSlots.GuestsBefore(before), limit, default);
    }

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task Guest_Tampered_IsFound(string query, string sql)
    {
        await using var ledger = await bed.OpenAsync();
        await ClaimAsync(ledger);
        await ledger.CommitAsync(Samples.IssueGuest(8, Samples.Receipt(8)));
        await ledger.ExecuteAsync(bed.Unlock + sql);
        Assert.Contains(
            (await ledger.AuditAsync()).Findings,
            found => found.Message.EndsWith($"(query {query})", StringComparison.Ordinal));
    }

    /// <summary>A guest card with two receipts, claimed for a card.</summary>
    private static async Task<Commit> ClaimAsync(TestLedger ledger)
    {
        var (guest, card) = (Samples.IssueGuest(1, s_first), Samples.Issue(2));
        var second = new PresentReceipt(Samples.Number(1), s_second).Decide(guest.After, Samples.At(Samples.Now));
        var claim = Claim(second.Commit!.After, card.After, [.. guest.Entries, .. second.Commit.Entries]);
        foreach (var commit in new[] { guest, card, second.Commit, claim })
            Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(commit)).Status);
        return claim;
    }

    private static Commit Claim(
        CardState guest, CardState card, ImmutableArray<LedgerEntry> entries, long request = 9) =>
        new ClaimGuestCard(Samples.Id(request), guest.Number, card.CardId, card.Number) { Entries = entries }
            .Decide(guest, [card], Samples.At(Samples.Now)).Commit!;

    private static Task<IReadOnlyList<SlotRow>> OpenGuestsAsync(TestLedger ledger) =>
        ledger.Store.FindSlotsAsync(ExclusiveSlots.FirstGuest, "guest0", 10, default);
}
