using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Rules;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Stores;

/// <summary>
/// Honest ledger to tamper with: five cards of seven entries, each of a member, with receipts R1…R6, R11…R16 and so on;
/// the fourth's are R31…R36. Each receipt earns 10 points, counts for a daily cap and leaves something to carry.
/// </summary>
internal static class FiveCards
{
    public const int Entries = 5 * 7;

    public const int Points = 5 * 6 * 10;

    /// <summary>The fourth card, as SQL.</summary>
    public const string Victim = "(SELECT card_id FROM entries WHERE idempotency_key LIKE '%/R33')";

    private static readonly ProgramRules s_rules =
        Samples.Rules with { MaxPointsPerDay = 100_000, Remainder = EarnRemainder.Carry };

    /// <summary>Fills the ledger up to a receipt of each card.</summary>
    /// <returns>The cards; the fourth is the victim.</returns>
    public static async Task<CardState[]> FillAsync(TestLedger ledger, int receipts = 6, bool allocations = true)
    {
        var issues = Enumerable.Range(1, 5).Select(card => Samples.Issue(card, member: Samples.Member(card))).ToList();
        foreach (var issue in issues)
            Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(issue)).Status);
        CardState[] cards = [.. issues.Select(issue => issue.After)];
        for (var receipt = 1; receipt <= receipts; receipt++) cards = await AccrueAsync(
            ledger, cards, receipt, allocations);
        return cards;
    }

    /// <summary>One more receipt on each card.</summary>
    public static async Task<CardState[]> AccrueAsync(
        TestLedger ledger, CardState[] cards, int receipt, bool allocations)
    {
        var commits = cards.Select((card, i) => Accrue(card, 10 * i + receipt)).ToArray();
        if (allocations) commits = [.. commits.Select(commit => Samples.Allocating(commit, "stock", 1_000, 2))];
        Assert.All(
            await ledger.CommitAllAsync(commits), outcome => Assert.Equal(CommitStatus.Committed, outcome.Status));
        return [.. commits.Select(commit => commit.After)];
    }

    public static Commit Accrue(CardState card, long receipt) => Card.Decide(
        card, new AccruePoints(card.Number, Samples.Receipt(receipt, 1_005)), Samples.At(Samples.Now, s_rules)).Commit!;
}
