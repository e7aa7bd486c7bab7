using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Gives a card another term.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
[GenerateSerializer, Immutable, Alias("loyalty.RenewCard")]
public sealed record RenewCard([property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number) : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "renew-card",
        CallerRight.ServeCustomers,
        new EntryDescriptor(
            EntryKind.Renewal,
            static (entry, currency) => $"Renewed{EntryPhrases.Term(entry, ", without an end")}, "
                + $"{EntryPhrases.Fee(entry, currency)}.")
        {
            After = static (life, entry, _) => life with { TermEndDate = entry.Change?.TermEndDate },
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Lost | CardFacts.Suspended,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(Verb, cardId));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);
}

public static partial class Card
{
    /// <summary>
    /// A term that is over begins anew today; one that is about to end is prolonged from its end, so that coming early
    /// costs no day. A card without an end, or with one further off, refuses with <see cref="Refusal.CardNotDue"/>.
    /// </summary>
    public static Decision Decide(CardState state, RenewCard command, DecisionContext context)
    {
        var (rules, today) = (context.CardRules, context.Today);
        if (Check(RenewCard.Verb, state, command.Number, context) is { } refused) return refused;
        if (state.Life.TermEndDate is not { } end) return new Refused(Refusal.CardNotDue, "card_number");
        if (end.DayNumber - today.DayNumber > rules.RenewEarlyDays)
            return new Refused(Refusal.CardNotDue, "card_number").With("term_end_date", end.ToString("O"));

        var posting = Begin(state, command, context);
        var newEnd = rules.TermEnd(state.Life.Type, end < today ? today : end);
        posting.Append(posting.Blank(EntryKind.Renewal) with
        {
            Change = new CardChange(null, newEnd, rules.RenewFeeMinor, "", false),
        });
        return posting.ToCommit();
    }
}
