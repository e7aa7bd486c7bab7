namespace Loyalty.Domain.Cards;

/// <summary>
/// Facts that can speak against a command, each by itself. A live card under its own number has none.
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

/// <summary>Commands about an issued card.</summary>
public enum CardVerb
{
    Accrue = 1,
    ReportLost = 2,
    ClearLost = 3,
    Replace = 4,
    Renew = 5,
    Suspend = 6,
    Resume = 7,
    Cancel = 8,
    Link = 9,
    Unlink = 10,
    TransferOut = 11,
    TransferIn = 12,
}

/// <summary>
/// The one table of commands and facts: what each command is refused for, and what it needs. Everything else is
/// allowed. The README shows the same table; a test holds the two together.
/// </summary>
public static class CardTable
{
    private const CardFacts Dead = CardFacts.Replaced | CardFacts.Cancelled;

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
    public static Refusal? Check(CardVerb verb, CardFacts facts)
    {
        var (forbidden, needed) = RowOf(verb);
        if (verb != CardVerb.Cancel) forbidden |= CardFacts.Guest;
        foreach (var (fact, refusal) in Refusals)
            if ((facts & forbidden & fact) != CardFacts.None) return refusal;
        if ((needed & ~facts & CardFacts.Lost) != CardFacts.None) return Refusal.CardNotLost;
        return (needed & ~facts & CardFacts.Suspended) != CardFacts.None ? Refusal.CardNotSuspended : null;
    }

    private static (CardFacts Forbidden, CardFacts Needed) RowOf(CardVerb verb) => verb switch
    {
        CardVerb.Accrue => (Dead | CardFacts.Lost | CardFacts.Suspended | CardFacts.Expired, CardFacts.None),
        CardVerb.ReportLost => (Dead | CardFacts.Lost, CardFacts.None),
        CardVerb.ClearLost => (Dead, CardFacts.Lost),
        CardVerb.Replace => (Dead | CardFacts.Suspended, CardFacts.None),
        CardVerb.Renew => (Dead | CardFacts.Lost | CardFacts.Suspended, CardFacts.None),
        CardVerb.Suspend => (Dead | CardFacts.Suspended, CardFacts.None),
        CardVerb.Resume => (Dead, CardFacts.Suspended),
        CardVerb.Cancel => (Dead | CardFacts.Suspended, CardFacts.None),
        CardVerb.Link => (Dead | CardFacts.Lost | CardFacts.Suspended, CardFacts.None),
        CardVerb.Unlink => (Dead | CardFacts.Lost | CardFacts.Suspended, CardFacts.None),
        CardVerb.TransferOut => (Dead | CardFacts.Lost | CardFacts.Suspended | CardFacts.Expired, CardFacts.None),
        CardVerb.TransferIn => (Dead | CardFacts.Lost | CardFacts.Suspended | CardFacts.Expired, CardFacts.None),
        _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
    };
}
