using System.Globalization;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

public static partial class Card
{
    /// <summary>
    /// Whether a desk's command is allowed: the card is there, and <see cref="CardTable"/> has nothing against it.
    /// </summary>
    private static Refused? Check(
        CardVerb verb, CardState state, CardNumber presented, DecisionContext context) =>
        Check(verb, state.FactsOn(context.Today, presented), state, presented, context);

    private static Refused? Check(
        CardVerb verb, CardFacts facts, CardState state, CardNumber presented, DecisionContext context)
    {
        if (!IsOf(state, presented))
            return new Refused(Refusal.CardUnknown, "card_number").With("card_number", presented.Masked);
        return CardTable.Check(verb, facts) is { } refusal
            ? Explain(refusal, state, presented, context.Caller)
            : null;
    }

    /// <summary>The refusal of a number that the card had before; null if it is the card's own now.</summary>
    public static Refused? CheckNumber(CardState state, CardNumber presented, Caller caller)
    {
        if (!IsOf(state, presented))
            return new Refused(Refusal.CardUnknown, "card_number").With("card_number", presented.Masked);
        return state.Number == presented ? null : Explain(Refusal.CardReplaced, state, presented, caller);
    }

    private static bool IsOf(CardState state, CardNumber presented) =>
        state.IsIssued
        && (state.Number == presented || state.Life.OldNumbers.Any(old => old.Number == presented));

    /// <summary>Adds what the caller needs to know. Only who serves customers hears of the new number.</summary>
    private static Refused Explain(Refusal refusal, CardState state, CardNumber presented, Caller caller)
    {
        var refused = new Refused(refusal, "card_number");
        switch (refusal)
        {
            case Refusal.CardReplaced:
                var old = state.Life.OldNumbers.First(old => old.Number == presented);
                refused = refused.With("replace_time", Instant(old.ReplaceTime));
                return caller.ServesCustomers ? refused.With("new_card_number", state.Number.Masked) : refused;
            case Refusal.CardCancelled:
                return refused.With("cancel_date", state.Life.CancelDate!.Value.ToString("O"));
            case Refusal.CardLost:
                return refused.With("lost_time", Instant(state.Life.LostTime!.Value));
            case Refusal.CardExpired:
                return refused.With("term_end_date", state.Life.TermEndDate!.Value.ToString("O"));
            case Refusal.CardSuspended or Refusal.CardIsGuest or Refusal.CardNotLost or Refusal.CardNotSuspended:
                return refused;
            default:
                throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null);
        }
    }

    /// <summary>Begins what a desk's command ledger: what has fallen due goes first.</summary>
    private static Posting Begin(CardState state, ICardCommand command, DecisionContext context)
    {
        var posting = new Posting(state, context, command.IdempotencyKeyOn(state.CardId, context));
        posting.PostExpiries();
        return posting;
    }

    /// <summary>The whole of a command that only says something of the card.</summary>
    private static Decision Note(
        EntryKind kind, CardChange? change, CardState state, ICardCommand command, DecisionContext context)
    {
        var posting = Begin(state, command, context);
        posting.Append(posting.Blank(kind) with { Change = change });
        return posting.ToCommit() with { SlotChanges = ExclusiveSlots.Between(state, posting.State) };
    }

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>RFC 3339, UTC, microseconds.</summary>
    private static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
