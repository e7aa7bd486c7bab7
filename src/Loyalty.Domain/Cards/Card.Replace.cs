using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Why a card gets another number. The names stand in the ledger.</summary>
public enum ReplaceReason
{
    Lost = 1,
    Damaged = 2,
    Expired = 3,
}

/// <summary>Gives a card a new number in place of the presented one.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
/// <param name="NewNumber">A fresh number, which a repeat may change, or the one that was scanned.</param>
/// <param name="IsStockNumber">Whether the new number is a pre-printed one.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ReplaceCard")]
public sealed record ReplaceCard(
    [property: Id(0)] Guid RequestId,
    [property: Id(1)] CardNumber Number,
    [property: Id(2)] CardNumber NewNumber,
    [property: Id(3)] bool IsStockNumber,
    [property: Id(4)] ReplaceReason Reason) : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "replace-card",
        CallerRight.ServeCustomers,
        new EntryDescriptor(
            EntryKind.Replacement,
            static (entry, currency) => $"Replaced: the number is now {entry.CardNumber}{EntryPhrases.Term(entry)}, "
                + $"{EntryPhrases.Fee(entry, currency)}.")
        {
            After = static (life, entry, number) => life with
            {
                LostTime = null,
                TermEndDate = entry.Change?.TermEndDate ?? life.TermEndDate,
                OldNumbers = life.OldNumbers.Add(new OldNumber(number, entry.Time)),
            },
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Suspended,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller,
        RequestId,
        CardFingerprint.OfChange(Verb, cardId, $"{Reason}", IsStockNumber ? NewNumber : null));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    public Refused KeyAlreadyUsed(string key) => Card.NumberAlreadyUsed(NewNumber, IsStockNumber);
}

public static partial class Card
{
    /// <summary>
    /// The card, its points and its history stay; only the number changes, and the old one is dead for ever. A loss
    /// ends with it. The term is kept; where it was over a new one begins, for its fee as well.
    /// </summary>
    public static Decision Decide(CardState state, ReplaceCard command, DecisionContext context)
    {
        var today = context.Today;
        if (Check(ReplaceCard.Verb, state, command.Number, context) is { } refused) return refused;
        var rules = context.CardRules;
        var isNewTerm = state.Life.HasExpiredOn(today);

        // In this entry no date means that the term is kept: one that shall have no end ends with the calendar.
        var newEnd = isNewTerm ? rules.TermEnd(state.Life.Type, today) ?? DateOnly.MaxValue : (DateOnly?)null;
        var posting = Begin(state, command, context);
        posting.Append(posting.Blank(EntryKind.Replacement) with
        {
            CardNumber = command.NewNumber,
            Change = new CardChange(
                null,
                newEnd,
                rules.ReplaceFeeMinor + (isNewTerm ? rules.RenewFeeMinor : 0),
                $"{command.Reason}",
                false),
        });
        return posting.ToCommit(command.NewNumber.UniqueKey);
    }
}
