using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Lives;

namespace Loyalty.Torture.Tests.Checks;

public sealed class LifeCheckTests
{
    private const string Old = "1111", New = "2222";

    /// <summary>Accrued, reported lost, replaced, accrued under the new number.</summary>
    private static readonly LedgerEntry[] Rows =
    [
        Row(1, EntryKind.Issue, number: Old), Row(2, EntryKind.Accrual, 5, 5), Row(3, EntryKind.LossReport, 0, 5),
        Row(4, EntryKind.Replacement, 0, 5, New), Row(5, EntryKind.Accrual, 5, 10),
    ];

    private static readonly LifeCommand[] Commands =
    [
        Accepted(AccruePoints.Verb, Old, 2, 10), Accepted(ReportLostCard.Verb, Old, 3, 20),
        Accepted(ReplaceCard.Verb, Old, 4, 30), Accepted(AccruePoints.Verb, New, 5, 40),
    ];

    [Fact]
    public void Life_AsTheTableHasIt_IsClean() => Assert.Empty(Check(
        Rows,
        [
            .. Commands,
            Refused(AccruePoints.Verb, Old, "CARD_LOST", 22),
            Refused(AccruePoints.Verb, Old, "CARD_REPLACED", 32),
            Refused(ClearLostCard.Verb, New, "CARD_NOT_LOST", 50),
            Refused(RenewCard.Verb, New, "CARD_NOT_DUE", 50),
            Refused(AccruePoints.Verb, Old, "CARD_LOST", 28, end: 35),
            Refused(AccruePoints.Verb, Old, "CARD_REPLACED", 28, end: 35),
        ]));

    /// <summary>Each is a refusal that nothing explains at its time.</summary>
    [Theory]
    [InlineData(nameof(AccruePoints), Old, "CARD_LOST", 12)] // before the loss
    [InlineData(nameof(AccruePoints), Old, "CARD_LOST", 32)] // the old number is dead by then
    [InlineData(nameof(AccruePoints), New, "CARD_LOST", 50)] // the loss ended with the replacement
    [InlineData(nameof(AccruePoints), New, "CARD_REPLACED", 50)]
    [InlineData(nameof(ReplaceCard), New, "CARD_CANCELLED", 50)]
    [InlineData(nameof(ReportLostCard), New, "CARD_SUSPENDED", 50)]
    public void Refusal_ThatNothingExplains_IsNamed(string command, string number, string reason, long start)
    {
        var verb = CommandMaker.VerbOf(CommandMaker.Types.Single(type => type.Name == command));
        Assert.Contains(
            Check(Rows, [.. Commands, Refused(verb, number, reason, start)]), found => found.Rule == Invariant.Life);
    }

    [Fact]
    public void Entry_AskedForWithAnOldNumber_IsNamed()
    {
        LifeCommand[] byOldNumber = [.. Commands[..3], Commands[3] with { Number = Old }];
        Assert.Contains(Check(Rows, byOldNumber), found => found.Rule == Invariant.Life);

        LedgerEntry[] twice = [.. Rows, Row(6, EntryKind.Replacement, 0, 10, "3333")];
        LifeCommand[] both = [.. Commands, Accepted(ReplaceCard.Verb, Old, 6, 30)];
        Assert.Contains(Check(twice, both), found => found.Rule == Invariant.Life);
    }

    [Fact]
    public void Entry_OfAnotherKindThanItsCommand_IsNamed()
    {
        LifeCommand[] suspended = [.. Commands[..3], Commands[3] with { Verb = SuspendCard.Verb }];
        Assert.Contains(Check(Rows, suspended), found => found.Rule == Invariant.Acknowledged);
    }

    /// <summary>Unless an attempt of a refused command was never answered: it may arrive later.</summary>
    [Fact]
    public void Entry_ThatNobodyWasToldOf_IsNamed()
    {
        Assert.Contains(Check(Rows, Commands[..3]), found => found.Rule == Invariant.Acknowledged);
        var refused = Refused(AccruePoints.Verb, New, "CARD_REPLACED", 25) with { Key = "5" };
        Assert.Contains(Check(Rows, [.. Commands[..3], refused]), found => found.Rule == Invariant.Acknowledged);
        Assert.Empty(Check(Rows, [.. Commands[..3], refused with { HasStrays = true }]));
    }

    private static IReadOnlyList<Violation> Check(LedgerEntry[] rows, LifeCommand[] commands)
    {
        var violations = new Violations(TextWriter.Null);
        LifeCheck.Check(Entries.Card(1), commands, rows, violations);
        return violations.All;
    }

    private static LedgerEntry Row(
        long seq, EntryKind kind, long points = 0, long balance = 0, string number = "") =>
        Entries.Of(1, seq, kind, $"{seq}", points, balance, number);

    private static LifeCommand Accepted(CardVerb verb, string number, long seq, long start) =>
        new(verb, number, $"{seq}", start, start, start + 1, seq, false, "", false);

    private static LifeCommand Refused(CardVerb verb, string number, string reason, long start, long? end = null) =>
        new(verb, number, $"{verb}/{start}", start, start, end ?? start + 1, 0, false, reason, false);
}
