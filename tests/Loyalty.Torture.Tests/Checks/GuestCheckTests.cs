using System.Collections.Frozen;
using Loyalty.Domain.Entries;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Lives.Guests;

namespace Loyalty.Torture.Tests.Checks;

public sealed class GuestCheckTests
{
    private const string First = "accrual/2026-11-29/s0//1", Second = "accrual/2026-11-29/s0//2", Third = "accrual/x";

    private static readonly string G1 = Entries.Card(9), C1 = Entries.Card(1), C2 = Entries.Card(2);

    private static readonly DateOnly Day = new(2026, 11, 29);

    /// <summary>A guest with two receipts, claimed for a card; a till had sent the second for the other card.</summary>
    private static readonly GuestStory Story = new(
        Day,
        [new(G1, [First, Second], [new(C1, [First], [Second])])],
        [C1, C2],
        new Dictionary<string, long> { [First] = 5, [Second] = 3, [Third] = 9 },
        FrozenSet.Create(Second));

    private static readonly LedgerEntry[] Rows =
    [
        Entries.Of(9, 1, EntryKind.Issue, "a"), Shown(2, First), Shown(3, Second),
        Entries.Of(9, 4, EntryKind.GuestClaim, "b"),
        Entries.Of(1, 1, EntryKind.Issue, "c"), Entries.Of(1, 2, EntryKind.Accrual, First, 5, 5),
        Entries.Of(2, 1, EntryKind.Issue, "d"), Entries.Of(2, 2, EntryKind.Accrual, Second, 3, 3),
    ];

    [Fact]
    public void Guest_ClaimedOnce_IsClean() => Assert.Empty(Check(Story, Rows));

    [Fact]
    public void Guest_LeftOnItsDay_MayHaveBeenClosedWhenThatIsOver()
    {
        var left = Story with { Guests = [Story.Guests[0] with { Claims = [] }] };
        LedgerEntry[] open = [.. Rows[..3], .. Rows[4..5], .. Rows[6..]];
        Assert.Empty(Check(left, open));
        LedgerEntry[] closed = [.. open, Entries.Of(9, 4, EntryKind.Cancellation, $"guest-closure/{G1}")];
        Assert.Contains(Check(left, closed), found => found.Rule == Invariant.Life);
        Assert.Empty(Check(left, closed, Day.AddDays(1)));
        LedgerEntry[] twice = [.. closed, Entries.Of(9, 5, EntryKind.Cancellation, $"guest-closure/{G1}")];
        Assert.Contains(Check(left, twice, Day.AddDays(1)), found => found.Rule == Invariant.Life);
    }

    [Fact]
    public void Guest_ClaimedTwice_IsNamed()
    {
        var guest = Story.Guests[0];
        var twice = guest with { Claims = [.. guest.Claims, new(C2, [], [First, Second])] };
        Assert.Contains(
            Check(Story with { Guests = [twice] }, Rows), found => found.Rule == Invariant.Life && found.Card == G1);
    }

    /// <summary>Each is a row that must not be there, or not be so.</summary>
    [Theory]
    [InlineData(3, EntryKind.Cancellation, "b", 0, 0)] // claimed, not cancelled
    [InlineData(2, EntryKind.Presentation, "presentation/other", 0, 0)] // nobody was told of it
    [InlineData(5, EntryKind.Accrual, First, 6, 6)] // another worth
    [InlineData(5, EntryKind.Accrual, Second, 3, 3)] // twice, and the other not at all
    [InlineData(7, EntryKind.Accrual, First, 5, 5)] // twice
    [InlineData(7, EntryKind.Accrual, "stranger", 3, 3)]
    public void Row_ThatNobodyWasTold_IsNamed(int index, EntryKind kind, string key, long points, long balance)
    {
        var rows = Rows.ToArray();
        rows[index] = rows[index] with { Kind = kind, IdempotencyKey = key, Points = points, Balance = balance };
        Assert.NotEmpty(Check(Story, rows));
    }

    [Fact]
    public void Claim_WithoutAReceipt_IsNamed() => Assert.Contains(
        Check(Story with { Guests = [Story.Guests[0] with { Claims = [new(C1, [First], [])] }] }, Rows),
        found => found.Rule == Invariant.Acknowledged && found.Card == G1);

    [Fact]
    public void Receipt_ThatNobodySentAndEarned_IsNamed() => Assert.Contains(
        Check(Story, [.. Rows, Entries.Of(2, 3, EntryKind.Accrual, Third, 9, 12)]),
            found => found.Rule == Invariant.OneUse);

    [Fact]
    public void Guest_ThatHadToBeClosed_IsClosedOnce()
    {
        LedgerEntry[] closed = [.. Rows[..3], Entries.Of(9, 4, EntryKind.Cancellation, $"guest-closure/{G1}")];
        Assert.Empty(CheckClosed(closed));
        Assert.NotEmpty(CheckClosed(closed[..3]));
        Assert.NotEmpty(CheckClosed([.. closed, Entries.Of(9, 5, EntryKind.Cancellation, $"guest-closure/{G1}")]));
        Assert.NotEmpty(CheckClosed([.. Rows[..3], Entries.Of(9, 4, EntryKind.Cancellation, "a desk's")]));
    }

    private static IReadOnlyList<Violation> Check(GuestStory story, LedgerEntry[] rows, DateOnly? today = null)
    {
        var violations = new Violations(TextWriter.Null);
        GuestCheck.Check(
            story, rows.OrderBy(row => row.Seq).ToLookup(row => $"{row.CardId}", StringComparer.Ordinal), today ?? Day,
            violations);
        return violations.All;
    }

    private static IReadOnlyList<Violation> CheckClosed(LedgerEntry[] rows)
    {
        var violations = new Violations(TextWriter.Null);
        GuestCheck.CheckClosed(G1, 3, rows, violations);
        return violations.All;
    }

    private static LedgerEntry Shown(long seq, string accrual) =>
        Entries.Of(9, seq, EntryKind.Presentation, GuestCheck.PresentationOf(accrual));
}
