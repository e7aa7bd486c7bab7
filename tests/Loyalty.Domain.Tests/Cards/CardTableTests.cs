using System.Runtime.CompilerServices;
using Loyalty.Domain.Cards;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>
/// Every command in every combination of facts, each brought about by commands, decides as the README's table says.
/// </summary>
public sealed class CardTableTests
{
    private static readonly CardFacts[] Columns =
    [
        CardFacts.None, CardFacts.Replaced, CardFacts.Cancelled, CardFacts.Lost, CardFacts.Suspended, CardFacts.Expired,
    ];

    /// <summary>The table of the room's README: per command what it answers to each fact alone.</summary>
    private static readonly Dictionary<CardVerb, Dictionary<CardFacts, Refusal?>> Readme = ReadReadme();

    public static TheoryData<string, CardFacts> Cells => [.. Combinations()];

    [Fact]
    public void Readme_HasARowForEachCommand() =>
        Assert.Equal(CardVerbs.OfTable, Readme.Keys);

    [Fact]
    public void Refusals_OfTheTable_AreInOrderOfPrecedence()
    {
        var refusals = Columns.Skip(1).Select(fact => CardTable.Check(AccruePoints.Verb, fact)!.Value).ToArray();
        Assert.Equal(refusals.Order(), refusals);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Decide_OfEveryCell_IsWhatTheReadmeSays(string name, CardFacts facts)
    {
        var verb = CardVerbs.OfTable.Single(verb => verb.Name == name);
        var state = VerbScene.CardWith(facts).For(verb);
        var presented = facts.HasFlag(CardFacts.Replaced) ? Sample.Number : state.Number;
        Assert.Equal(facts, state.FactsOn(Sample.Today, presented));

        var decision = VerbScene.Decide(verb, presented, state);

        Assert.Equal(Expected(verb, facts), decision.Refused?.Reason);
        Assert.Equal(decision.Refused?.Reason, CardTable.Check(verb, facts));
        if (decision.Commit is { } commit) CardSums.Check(commit);
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

    private static IEnumerable<(string Verb, CardFacts Facts)> Combinations() =>
        from verb in CardVerbs.OfTable
        from facts in Enumerable.Range(0, 32)
        select (verb.Name, (CardFacts)facts);

    private static Dictionary<CardVerb, Dictionary<CardFacts, Refusal?>> ReadReadme([CallerFilePath] string here = "")
    {
        var file = Path.Combine(here, "..", "..", "..", "..", "src", "Loyalty.Domain", "Cards", "README.md");
        var rows = File.ReadAllLines(Path.GetFullPath(file))
            .SkipWhile(line => !line.StartsWith("| command |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
        return rows.ToDictionary(
            row => CardVerbs.OfTable.Single(verb => $"`{verb}`" == row[0]),
            row => Columns.Zip(row.Skip(1), (fact, cell) => (fact, Reason(cell))).ToDictionary());
    }

    private static Refusal? Reason(string cell) => cell == "yes"
        ? null
        : Enum.Parse<Refusal>("Card" + cell.Trim('`').Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
