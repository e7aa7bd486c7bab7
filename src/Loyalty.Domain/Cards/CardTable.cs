namespace Loyalty.Domain.Cards;

/// <summary>Facts of a card that can refuse a command, each by itself. A live card under its own number has none.
/// </summary>
[Flags]
public enum CardFacts
{
    None = 0,

    /// <summary>The presented number is one that the card had before.</summary>
    Replaced = 1,

    Cancelled = 2,
    Lost = 4,
    Suspended = 8,

    /// <summary>Its term is over.</summary>
    Expired = 16,

    /// <summary>It is a guest card, which is only there to be claimed.</summary>
    Guest = 32,
}

/// <summary>
/// Checks commands against facts by the rows that their descriptors hold: what each is refused for, and what it needs.
/// Everything else is allowed. The README shows the same table; a test holds the two together.
/// </summary>
public static class CardTable
{
    /// <summary>Facts that refuse every command but a few: a dead number, a card that has ended, a guest's.</summary>
    internal const CardFacts Unusable = CardFacts.Replaced | CardFacts.Cancelled | CardFacts.Guest;

    /// <summary>Every fact and its refusal, in order of precedence.</summary>
    private static readonly (CardFacts Fact, Refusal Refusal)[] Refusals =
    [
        (CardFacts.Replaced, Refusal.CardReplaced),
        (CardFacts.Cancelled, Refusal.CardCancelled),
        (CardFacts.Lost, Refusal.CardLost),
        (CardFacts.Suspended, Refusal.CardSuspended),
        (CardFacts.Expired, Refusal.CardExpired),
        (CardFacts.Guest, Refusal.CardIsGuest),
    ];

    /// <summary>The first refusal in order of precedence; null where the command is allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The table has no row of the command.</exception>
    public static Refusal? Check(CardVerb verb, CardFacts facts)
    {
        var forbidden = verb.Forbidden ?? throw new ArgumentOutOfRangeException(nameof(verb), verb, null);
        foreach (var (fact, refusal) in Refusals)
            if ((facts & forbidden & fact) != CardFacts.None) return refusal;
        var missing = verb.Needed & ~facts;
        if ((missing & CardFacts.Lost) != CardFacts.None) return Refusal.CardNotLost;
        return (missing & CardFacts.Suspended) != CardFacts.None ? Refusal.CardNotSuspended : null;
    }
}
