using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Testing;
using Loyalty.Torture.Checks;

namespace Loyalty.Torture.Lives;

/// <summary>
/// I6, by the table that the rules use: every entry of a card was allowed by what the card was before it, and every
/// refusal can be explained by what the card was at some moment of the call. So nothing is accepted after a loss, a
/// hold or an end was acknowledged, an old number is answered so for ever, and of two replacements one wins.
/// </summary>
public static class LifeCheck
{
    /// <param name="card">The card's id.</param>
    /// <param name="commands">All commands that were settled on it.</param>
    /// <param name="rows">Its entries, in the order of their seqs.</param>
    /// <param name="violations">Receives the violations.</param>
    public static void Check(
        string card, IReadOnlyList<LifeCommand> commands, IReadOnlyList<LedgerRow> rows, Violations violations)
    {
        var moments = Moments(rows);
        var byKey = commands.ToLookup(command => command.Key, StringComparer.Ordinal);
        foreach (var row in rows.Skip(1)) CheckEntry(card, row, moments[row.Seq - 1], byKey[row.Key], violations);
        foreach (var command in commands)
        {
            if (!command.IsAccepted && !IsExplained(command, commands, moments))
                violations.Add(Invariant.Life, card, $"nothing explains {command} on {Text(moments)}");
        }
    }

    /// <summary>Folds the card after each seq, beginning before the first.</summary>
    private static Dictionary<long, Moment> Moments(IReadOnlyList<LedgerRow> rows)
    {
        var moment = new Moment(CardLife.Plain, "");
        var moments = new Dictionary<long, Moment> { [0] = moment };
        foreach (var row in rows) moments[row.Seq] = moment = moment.After(row);
        return moments;
    }

    private static void CheckEntry(
        string card, LedgerRow row, Moment before, IEnumerable<LifeCommand> senders, Violations violations)
    {
        var sender = senders.FirstOrDefault(command => command.IsAccepted)
            ?? senders.FirstOrDefault(command => command.HasStrays);
        if (sender is null)
            violations.Add(Invariant.Acknowledged, card, $"nobody was told of {row}");
        else if (LifeCommand.ReasonOf(sender.Verb, before.FactsFor(sender.Number)) is { Length: > 0 } reason)
            violations.Add(Invariant.Life, card, $"{row} had to be {reason}: {sender}");
        else if (sender.Verb.Entry.Kind != row.Kind)
            violations.Add(Invariant.Acknowledged, card, $"{row} answers {sender}");
        else if (MovesWrongly(row))
            violations.Add(Invariant.Life, card, $"{row} moved points");
    }

    private static bool MovesWrongly(LedgerRow row) => EntryDescriptors.Of(row.Kind).Points switch
    {
        EntryPoints.None => row.Points != 0,
        EntryPoints.Rest => row.Balance != 0,
        _ => false,
    };

    private static bool IsExplained(
        LifeCommand command, IReadOnlyList<LifeCommand> commands, Dictionary<long, Moment> moments)
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
            if (LifeCommand.ReasonOf(command.Verb, moment.FactsFor(command.Number)) == command.Reason) return true;
        }

        return false;
    }

    private static string Text(Dictionary<long, Moment> moments) =>
        string.Join(", ", moments.Select(pair => $"{pair.Key}: {pair.Value}"));

    /// <summary>A card between two entries.</summary>
    private sealed record Moment(CardLife Life, string Number)
    {
        private CardFacts Facts => Life.FactsOn(DateOnly.MinValue); // the cards here have no end

        public CardFacts FactsFor(string number) => Facts | (number == Number ? CardFacts.None : CardFacts.Replaced);

        public Moment After(LedgerRow row) => new(
            Life.After(row.ToEntry(), new CardNumber(Number)), row.CardNumber.Length > 0 ? row.CardNumber : Number);

        public override string ToString() => $"{Facts} *{(Number.Length > 4 ? Number[^4..] : "")}";
    }
}
