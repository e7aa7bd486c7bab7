using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
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
                violations.Add("I6", card, $"nothing explains {command} on {Text(moments)}");
        }
    }

    /// <summary>Folds the card after each seq, beginning before the first.</summary>
    private static Dictionary<long, Moment> Moments(IReadOnlyList<LedgerRow> rows)
    {
        var moment = new Moment(CardFacts.None, "");
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
            violations.Add("I2", card, $"nobody was told of {row}");
        else if (LifeCommand.ReasonOf(sender.Verb, before.FactsFor(sender.Number)) is { Length: > 0 } reason)
            violations.Add("I6", card, $"{row} had to be {reason}: {sender}");
        else if (KindOf(sender.Verb) != row.Kind)
            violations.Add("I2", card, $"{row} answers {sender}");
        else if (MovesWrongly(row))
            violations.Add("I6", card, $"{row} moved points");
    }

    /// <summary>An end leaves nothing; an accrual moves points, and nothing else does.</summary>
    private static bool MovesWrongly(LedgerRow row) => row.Kind == EntryKind.Cancellation
        ? row.Balance != 0
        : row.Points != 0 && row.Kind != EntryKind.Accrual;

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

    private static EntryKind KindOf(CardVerb verb) => verb switch
    {
        CardVerb.Accrue => EntryKind.Accrual,
        CardVerb.ReportLost => EntryKind.LossReport,
        CardVerb.ClearLost => EntryKind.LossClearance,
        CardVerb.Replace => EntryKind.Replacement,
        CardVerb.Renew => EntryKind.Renewal,
        CardVerb.Suspend => EntryKind.Suspension,
        CardVerb.Resume => EntryKind.Resumption,
        CardVerb.Cancel => EntryKind.Cancellation,
        _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
    };

    private static string Text(Dictionary<long, Moment> moments) =>
        string.Join(", ", moments.Select(pair => $"{pair.Key}: {pair.Value}"));

    /// <summary>A card between two entries.</summary>
    private sealed record Moment(CardFacts Facts, string Number)
    {
        public CardFacts FactsFor(string number) => Facts | (number == Number ? CardFacts.None : CardFacts.Replaced);

        public Moment After(LedgerRow row) => new(
            row.Kind switch
            {
                EntryKind.LossReport => Facts | CardFacts.Lost,
                EntryKind.LossClearance or EntryKind.Replacement => Facts & ~CardFacts.Lost,
                EntryKind.Suspension => Facts | CardFacts.Suspended,
                EntryKind.Resumption => Facts & ~CardFacts.Suspended,
                EntryKind.Cancellation => Facts | CardFacts.Cancelled,
                EntryKind.Issue or EntryKind.Accrual or EntryKind.Expiry or EntryKind.Renewal or EntryKind.MemberLink
                    or EntryKind.MemberUnlink or EntryKind.TransferOut or EntryKind.TransferIn
                        or EntryKind.OpeningBalance
                    or EntryKind.Presentation or EntryKind.GuestClaim => Facts,
                _ => throw new ArgumentOutOfRangeException(nameof(row), row.Kind, null),
            },
            row.CardNumber.Length > 0 ? row.CardNumber : Number);

        public override string ToString() => $"{Facts} *{(Number.Length > 4 ? Number[^4..] : "")}";
    }
}
