using Loyalty.Domain.Entries;
using Loyalty.Testing.History;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Tests.Checks;

public sealed class LedgerCheckTests
{
    private static readonly string C1 = Entries.Card(1);

    private static readonly CardOperation[] Operations =
    [
        new(C1, "issue", 1, 0, 0, false, false, 1, 2),
        new(C1, "r1", 2, 5, 5, false, false, 3, 4),
        new(C1, "r1", 2, 5, 5, true, false, 5, 6),
        new(C1, null, 2, 5, null, false, false, 7, 8),
    ];

    private static readonly LedgerEntry[] Rows =
    [
        Entries.Of(1, 1, EntryKind.Issue, "issue", number: "1"), Entries.Of(1, 2, EntryKind.Accrual, "r1", 5, 5),
    ];

    [Fact]
    public void Ledger_WithWhatWasAcknowledged_IsClean() => Assert.Empty(Check(Rows));

    [Fact]
    public void Entry_Missing_IsNamed() => Assert.Contains("r1", Check(Rows[..1])[0].Text, StringComparison.Ordinal);

    [Fact]
    public void Entry_OfTheSameRequestTwice_IsNamed() => Assert.NotEmpty(Check([.. Rows, Rows[1] with { Seq = 3 }]));

    [Fact]
    public void Entry_WithAnotherSeqBalanceOrPoints_IsNamed()
    {
        Assert.NotEmpty(Check([Rows[0], Rows[1] with { Seq = 3 }]));
        Assert.NotEmpty(Check([Rows[0], Rows[1] with { Balance = 6 }]));
        Assert.NotEmpty(Check([Rows[0], Rows[1] with { Points = 6 }]));
    }

    [Fact]
    public void Entry_ThatNobodyWasToldOf_IsCounted()
    {
        Assert.Empty(CheckCounts(Rows));
        Assert.NotEmpty(CheckCounts([.. Rows, Entries.Of(1, 3, EntryKind.Accrual, "r2", 7, 12)]));
        Assert.NotEmpty(CheckCounts(Rows[..1]));
    }

    private static IReadOnlyList<Violation> Check(LedgerEntry[] rows)
    {
        var violations = new Violations(TextWriter.Null);
        LedgerCheck.Check(Operations, rows.ToLookup(row => $"{row.CardId}"), violations);
        return violations.All;
    }

    private static IReadOnlyList<Violation> CheckCounts(LedgerEntry[] rows)
    {
        var violations = new Violations(TextWriter.Null);
        var card = new SharedCard(C1, "98");
        card.Settle();
        LedgerCheck.CheckCounts([card], rows.ToLookup(row => $"{row.CardId}"), violations);
        return violations.All;
    }
}
