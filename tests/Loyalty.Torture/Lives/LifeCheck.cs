using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Testing;
using Loyalty.Testing.Checks;
using Loyalty.Torture.Checks;

namespace Loyalty.Torture.Lives;

/// <summary>
/// I6, from what was answered: every entry was asked for under the number that the card had then, and every refusal can
/// be explained, by the table that the rules use, by what the card was at some moment of the call. That an entry was
/// allowed at all is <see cref="LedgerRules"/>'. So nothing is accepted after a loss, a suspension or an end was
/// acknowledged, an old number is answered so for ever, and of two replacements one wins.
/// </summary>
public static class LifeCheck
{
    /// <param name="card">The card's id.</param>
    /// <param name="commands">All commands that were settled on it.</param>
    /// <param name="rows">Its entries, in the order of their seqs.</param>
    /// <param name="violations">Receives the violations.</param>
    public static void Check(
        string card, IReadOnlyList<LifeCommand> commands, IReadOnlyList<LedgerEntry> rows, Violations violations)
    {
        var moments = Moments(rows);
        var byKey = commands.ToLookup(command => command.Key, StringComparer.Ordinal);
        foreach (var row in rows.Skip(1))
            CheckEntry(card, row, moments[row.Seq - 1], byKey[row.IdempotencyKey], violations);
        foreach (var command in commands)
        {
            if (!command.IsAccepted && !IsExplained(command, commands, moments))
                violations.Add(Invariant.Life, card, $"nothing explains {command} on {Text(moments)}");
        }
    }

    /// <summary>The card after each seq, beginning before the first.</summary>
    private static Dictionary<long, CardState> Moments(IReadOnlyList<LedgerEntry> rows)
    {
        var moments = new Dictionary<long, CardState> { [0] = CardState.Unissued(default) };
        foreach (var (before, entry) in CardFold.Of(rows)) moments[entry.Seq] = CardFold.After(before, entry);
        return moments;
    }

    private static void CheckEntry(
        string card, LedgerEntry row, CardState before, IEnumerable<LifeCommand> senders, Violations violations)
    {
        var sender = senders.FirstOrDefault(command => command.IsAccepted)
            ?? senders.FirstOrDefault(command => command.HasStrays);
        if (sender is null)
            violations.Add(Invariant.Acknowledged, card, $"nobody was told of {row.Brief()}");
        else if (sender.Number != before.Number.Digits)
            violations.Add(Invariant.Life, card, $"{row.Brief()} was asked for with another number: {sender}");
        else if (sender.Verb.Entry.Kind != row.Kind)
            violations.Add(Invariant.Acknowledged, card, $"{row.Brief()} answers {sender}");
    }

    private static bool IsExplained(
        LifeCommand command, IReadOnlyList<LifeCommand> commands, Dictionary<long, CardState> moments)
    {
        var from = 1L; // a card is known by the answer to its issue
        var to = moments.Keys.Max();
        foreach (var other in commands.Where(other => other.IsAccepted))
        {
            if (other.End < command.LastStart) from = Math.Max(from, other.Seq);
            if (other.FirstStart > command.End) to = Math.Min(to, other.Seq - 1);
        }

        for (var seq = from; seq <= to; seq++)
        {
            if (!moments.TryGetValue(seq, out var moment)) continue;
            if (LifeCommand.ReasonOf(command.Verb, FactsFor(moment, command.Number)) == command.Reason) return true;
        }

        return false;
    }

    private static string Text(Dictionary<long, CardState> moments) => string.Join(
        ", ", moments.Select(pair => $"{pair.Key}: {pair.Value.Life.FactsOn(default)} {pair.Value.Number}"));

    private static CardFacts FactsFor(CardState moment, string number) =>
        moment.FactsOn(DateOnly.MinValue, new CardNumber(number)); // the cards here have no end
}
