using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Tests.Cards;

public sealed class CardImportTests
{
    private static readonly MemberId Member = new(Guid.Parse("6f9619ff-8b86-4011-b42d-00cf4fc964ff"));

    private static readonly DateOnly NextYear = new(2027, 12, 31);

    private static readonly ImportCard Command = new("old", "A/1", Sample.Number)
    {
        KeepsNumber = true, Type = CardType.OneYear, IssueDate = new DateOnly(2019, 2, 28),
        TermEndDate = new DateOnly(2026, 8, 1), MemberId = Member, Line = "cards.csv:17",
        Lots = [new LotEffect(NextYear, 30), new LotEffect(null, 12)],
    };

    public static TheoryData<string, ImportCard> Changed => new()
    {
        { "card.issue_date", Command with { IssueDate = new DateOnly(2019, 3, 1) } },
        { "card.type", Command with { Type = CardType.Digital } },
        { "card.card_number", Command with { KeepsNumber = false } },
        { "card.member_id", Command with { MemberId = null } },
        { "card.term_end_date", Command with { TermEndDate = null } },
        { "card.lost", Command with { IsLost = true } },
        { "card.suspended", Command with { IsSuspended = true } },
        { "card.lots", Command with { Lots = [new LotEffect(NextYear, 31), new LotEffect(null, 11)] } },
        { "card.debt", Command with { Debt = 1 } },
    };

    public static TheoryData<string, ImportCard> Malformed => new()
    {
        { "source", Command with { Source = "" } },
        { "source", Command with { Source = "旧" } },
        { "key", Command with { OldKey = new string('k', 65) } },
        { "type", Command with { Type = (CardType)4 } },
        { "issue_date", Command with { IssueDate = Sample.Today.AddDays(1) } },
        { "term_end_date", Command with { TermEndDate = new DateOnly(2019, 2, 27) } },
        { "lots", Command with { Lots = [new LotEffect(null, 1), new LotEffect(null, 1)] } },
        { "lots", Command with { Lots = [new LotEffect(null, 1), new LotEffect(NextYear, 1)] } },
        { "lots", Command with { Lots = [new LotEffect(NextYear, 0)] } },
        { "lots", Command with { Lots = [new LotEffect(NextYear, long.MaxValue)] } },
        { "lots", Command
            with { Lots = [new LotEffect(NextYear, ImportValidator.MaxPoints), new LotEffect(null, 1)] } },
        { "debt", Command with { Debt = 1 } },
        { "debt", Command with { Lots = [], Debt = -1 } },
        { "debt", Command with { Lots = [], Debt = long.MaxValue } },
    };

    [Fact]
    public void Decide_Card_IsIssuedThenAndOpenedNow()
    {
        var commit = Commit(Command);

        Assert.Equal([EntryKind.Issue, EntryKind.OpeningBalance], commit.Entries.Select(entry => entry.Kind));
        var (issue, opening) = (commit.Entries[0], commit.Answer);
        Assert.Equal(
            (Command.IssueDate, Sample.Number, ""), (issue.BusinessDate, issue.CardNumber, issue.IdempotencyKey));
        Assert.Equal((Sample.Today, 42L, 42L), (opening.BusinessDate, opening.Points, opening.Available));
        Assert.Equal(("cards.csv:17", "import/old/A%2F1"), (opening.Change!.Source, opening.IdempotencyKey));
        var after = commit.After;
        Assert.Equal((Command.IssueDate, 42L, 0L), (after.IssueDate, after.Balance, after.Debt));
        Assert.Equal([new Lot(NextYear, 30, 30), new Lot(null, 12, 12)], after.Lots.AsEnumerable());
        Assert.Equal(
            (CardType.OneYear, Command.TermEndDate, Member),
            (after.Life.Type, after.Life.TermEndDate, after.Life.MemberId));
        Assert.Equal([Sample.Number.UniqueKey], commit.UniqueKeys);
        Assert.Equal(SlotAction.Take, Assert.Single(commit.SlotChanges).Change);
    }

    [Fact]
    public void Decide_CardWithNothingOnIt_IsOpenedAllTheSame()
    {
        var commit = Commit(Command with { Lots = [], MemberId = null });
        Assert.Equal((EntryKind.OpeningBalance, 0L), (commit.Answer.Kind, commit.Answer.Points));
        Assert.Equal("cards.csv:17", commit.Answer.Change!.Source);
        Assert.Empty(commit.SlotChanges);
    }

    [Fact]
    public void Decide_CardThatIsLostAndSuspended_IsSoFromTheStart()
    {
        var commit = Commit(Command with { IsLost = true, IsSuspended = true });
        Assert.Equal(
            [EntryKind.Issue, EntryKind.LossReport, EntryKind.Suspension, EntryKind.OpeningBalance],
            commit.Entries.Select(entry => entry.Kind));
        Assert.Equal(CardFacts.Lost | CardFacts.Suspended, commit.After.FactsOn(Sample.Today, Sample.Number));
    }

    [Fact]
    public void Decide_CardWithDebt_OwesIt()
    {
        var commit = Commit(Command with { Lots = [], Debt = 7 });
        Assert.Equal((-7L, 7L), (commit.After.Balance, commit.After.Debt));
        Assert.Equal((-7L, 0L), (commit.Answer.Points, commit.Answer.Available));
    }

    [Fact]
    public void Decide_PointsThatHaveExpired_LeaveWithTheNextEntry()
    {
        var expired = new LotEffect(Sample.Today.AddDays(-1), 5);
        var commit = Commit(Command with { Lots = [expired, new LotEffect(null, 12)] });
        Assert.Equal((17L, 12L), (commit.Answer.Balance, commit.Answer.Available));

        var next = Card.Decide(
            commit.After, new CancelCard(Guid.Parse("6f0d2a52-7a8e-4b0e-9c59-0d8a1f2b3c4d"), Sample.Number, ""),
            Sample.AtDesk()).Commit!;
        Assert.Equal([EntryKind.Expiry, EntryKind.Cancellation], next.Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public void Decide_CardThatIsThere_Refuses()
    {
        var there = Command.Decide(Commit(Command).After, Sample.AtDesk()).Refused!;
        Assert.Equal((Refusal.ImportConflict, "card.key"), (there.Reason, there.Field));
    }

    [Fact]
    public void KeyAlreadyUsed_WhatIsTaken_SaysWhich()
    {
        Assert.Equal(Refusal.CardNumberTaken, Command.KeyAlreadyUsed(Sample.Number.UniqueKey).Reason);
        Assert.Equal(
            Refusal.MemberHasCard, Command.KeyAlreadyUsed(CardLife.MemberSlotKey(Member, CardType.OneYear)).Reason);

        // A fresh number: the next attempt brings another.
        Assert.Equal(
            Refusal.LostRace, (Command with { KeepsNumber = false }).KeyAlreadyUsed(Sample.Number.UniqueKey).Reason);
    }

    [Theory]
    [MemberData(nameof(Changed))]
    public void IdempotencyKey_WithOtherContent_ConflictsInThatField(string field, ImportCard changed)
    {
        var (was, now) = (IdempotencyKeyOf(Command), IdempotencyKeyOf(changed));
        Assert.Equal(was.Value, now.Value);
        var refused = changed.ConflictIn(was.Fingerprint.FirstDifference(now.Fingerprint)!.Value);
        Assert.Equal((Refusal.ImportConflict, field), (refused.Reason, refused.Field));
    }

    [Fact]
    public void IdempotencyKey_OfAnotherLineOrFreshNumber_IsTheSame()
    {
        var fresh = Command with { KeepsNumber = false };
        var again = fresh with
        {
            Line = "again.csv:1", Number = CardNumber.Create("9", "00000000000042"),
        };
        Assert.Equal(IdempotencyKeyOf(fresh), IdempotencyKeyOf(again));
    }

    [Theory]
    [MemberData(nameof(Changed))]
    public void Fingerprint_OfTheStateAfterwards_IsTheRequests(string field, ImportCard command)
    {
        Assert.NotEmpty(field);
        if (command.Debt > 0) command = command with { Lots = [] };
        var commit = Commit(command);
        Assert.Equal(commit.IdempotencyKey.Fingerprint, ImportFingerprint.Of(commit.After, command.KeepsNumber));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Shape_ThatIsWrong_NamesTheField(string field, ImportCard command) => Assert.Equal(
        (Refusal.FieldMalformed, "card." + field),
        (ImportValidator.Check(command, Sample.Today)!.Reason, ImportValidator.Check(command, Sample.Today)!.Field));

    [Theory]
    [InlineData("old", "A1")]
    [InlineData("a/b:c%2F", "%25/%3A:%")]
    public void IdempotencyKey_TakenApart_IsWhatItWasMadeOf(string source, string key) =>
        Assert.Equal((source, key), ImportKey.Read(ImportKey.KeyOf(source, key)));

    [Fact]
    public void IdempotencyKey_OfAnotherRequest_IsNone() => Assert.Null(ImportKey.Read("request/BackOffice:::cli/x"));

    [Fact]
    public void CardId_OfAnImport_IsTheSameForEver() => Assert.Equal(
        "4bf9f389-032a-8b85-aa7d-b6bbc961ad34", CardId.ForImport(ImportKey.KeyOf("old", "A1")).ToString());

    private static CardState Unissued => CardState.Unissued(CardId.ForImport(Command.IdempotencyKey));

    private static IdempotencyKey IdempotencyKeyOf(ImportCard command) =>
        command.IdempotencyKeyOn(Unissued.CardId, Sample.AtDesk());

    private static Commit Commit(ImportCard command)
    {
        Assert.True(ImportValidator.Check(command, Sample.Today) is null || command.Debt > 0);
        var commit = command.Decide(Unissued, Sample.AtDesk()).Commit!;
        CardSums.Check(commit);
        return commit;
    }
}
