using System.Runtime.CompilerServices;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>
/// Every command in every combination of facts, each brought about by commands, decides as the README's table says.
/// </summary>
public sealed class CardTableTests
{
    private static readonly Guid Id = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private static readonly MemberId Member = new(Guid.Parse("99999999-2222-4333-8444-555555555555"));

    private static readonly CardId OtherId = new(Member.Value);

    private static readonly CardFacts[] Columns =
    [
        CardFacts.None, CardFacts.Replaced, CardFacts.Cancelled, CardFacts.Lost, CardFacts.Suspended, CardFacts.Expired,
    ];

    /// <summary>The table of the room's README: per command what it answers to each fact alone.</summary>
    private static readonly Dictionary<CardVerb, Dictionary<CardFacts, Refusal?>> Readme = ReadReadme();

    public static TheoryData<CardVerb, CardFacts> Cells => [.. Combinations()];

    [Fact]
    public void Readme_HasARowForEachCommand() =>
        Assert.Equal(Enum.GetValues<CardVerb>(), Readme.Keys.Order());

    [Fact]
    public void Refusals_OfTheTable_AreInOrderOfPrecedence()
    {
        var refusals = Columns.Skip(1).Select(fact => CardTable.Check(CardVerb.Accrue, fact)!.Value).ToArray();
        Assert.Equal(refusals.Order(), refusals);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Decide_OfEveryCell_IsWhatTheReadmeSays(CardVerb verb, CardFacts facts)
    {
        var state = CardWith(facts);
        if (verb != CardVerb.Link) state = state with { Life = state.Life with { MemberId = Member } };
        var presented = facts.HasFlag(CardFacts.Replaced) ? Sample.Number : state.Number;
        Assert.Equal(facts, state.FactsOn(Sample.Today, presented));

        var decision = Decide(verb, presented, state);

        Assert.Equal(Expected(verb, facts), decision.Refused?.Reason);
        Assert.Equal(decision.Refused?.Reason, CardTable.Check(verb, facts));
        if (decision.Commit is { } commit) CardSums.Check(commit);
    }

    /// <summary>A transfer is between the card and one of the same member's that nothing speaks against.</summary>
    private static Decision Decide(CardVerb verb, CardNumber presented, CardState state)
    {
        var other = CardWith(CardFacts.None) with { CardId = OtherId, Number = Sample.OtherNumber, Balance = 1 };
        other = other with { Lots = [new Lot(null, 1, 1)], Life = other.Life with { MemberId = Member } };
        state = state with { Balance = 1, Lots = [new Lot(null, 1, 1)] };
        return verb switch
        {
            CardVerb.TransferOut => new TransferPoints(Id, presented, OtherId, other.Number, 1)
                .Decide(state, [other], Sample.AtDesk()),
            CardVerb.TransferIn => new TransferPoints(Id, other.Number, state.CardId, presented, 1)
                .Decide(other, [state], Sample.AtDesk()),
            _ => Command(verb, presented).Decide(state, Sample.AtDesk()),
        };
    }

    /// <summary>The first fact in the order of the columns that refuses; then what the command needs.</summary>
    private static Refusal? Expected(CardVerb verb, CardFacts facts)
    {
        var row = Readme[verb];
        foreach (var fact in Columns.Skip(1).Where(fact => facts.HasFlag(fact)))
            if (row[fact] is { } refusal && !IsNeed(refusal)) return refusal;
        if (row[CardFacts.None] is not { } need) return null;
        return Columns.Skip(1).Any(fact => facts.HasFlag(fact) && row[fact] is null) ? null : need;
    }

    private static bool IsNeed(Refusal refusal) => refusal is Refusal.CardNotLost or Refusal.CardNotSuspended;

    /// <summary>A card of a year is expired after two; everything else is done to it in the order that is allowed.
    /// </summary>
    private static CardState CardWith(CardFacts facts)
    {
        var state = Sample.IssueOf(CardType.OneYear, facts.HasFlag(CardFacts.Expired) ? 700 : 340);
        var then = Sample.AtDesk(facts.HasFlag(CardFacts.Expired) ? -690 : -1);
        if (facts.HasFlag(CardFacts.Replaced))
            state = Sample.After(state, Command(CardVerb.Replace, state.Number), then);
        if (facts.HasFlag(CardFacts.Lost))
            state = Sample.After(state, Command(CardVerb.ReportLost, state.Number), then);
        if (facts.HasFlag(CardFacts.Suspended))
            state = Sample.After(state, Command(CardVerb.Suspend, state.Number), then);

        // Nobody can cancel a suspended card, so that pair of facts is made up.
        return facts.HasFlag(CardFacts.Cancelled)
            ? state with { Life = state.Life with { CancelDate = Sample.Today } }
            : state;
    }

    private static ICardCommand Command(CardVerb verb, CardNumber number) => verb switch
    {
        CardVerb.Accrue => new AccruePoints(number, Sample.Receipt),
        CardVerb.ReportLost => new ReportLostCard(Id, number),
        CardVerb.ClearLost => new ClearLostCard(Id, number),
        CardVerb.Replace => new ReplaceCard(Id, number, Sample.OtherNumber, false, ReplaceReason.Damaged),
        CardVerb.Renew => new RenewCard(Id, number),
        CardVerb.Suspend => new SuspendCard(Id, number, "fraud"),
        CardVerb.Resume => new ResumeCard(Id, number, "cleared"),
        CardVerb.Cancel => new CancelCard(Id, number, ""),
        CardVerb.Link => new LinkMember(Id, number, Member),
        CardVerb.Unlink => new UnlinkMember(Id, number, ""),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    private static IEnumerable<(CardVerb Verb, CardFacts Facts)> Combinations() =>
        from verb in Enum.GetValues<CardVerb>()
        from facts in Enumerable.Range(0, 32)
        select (verb, (CardFacts)facts);

    private static Dictionary<CardVerb, Dictionary<CardFacts, Refusal?>> ReadReadme([CallerFilePath] string here = "")
    {
        var file = Path.Combine(here, "..", "..", "..", "..", "src", "Loyalty.Domain", "README.md");
        var rows = File.ReadAllLines(Path.GetFullPath(file))
            .SkipWhile(line => !line.StartsWith("| command |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
        return rows.ToDictionary(
            row => Enum.Parse<CardVerb>(row[0].Replace(" ", "", StringComparison.Ordinal), ignoreCase: true),
            row => Columns.Zip(row.Skip(1), (fact, cell) => (fact, Reason(cell))).ToDictionary());
    }

    private static Refusal? Reason(string cell) => cell == "yes"
        ? null
        : Enum.Parse<Refusal>("Card" + cell.Trim('`').Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
