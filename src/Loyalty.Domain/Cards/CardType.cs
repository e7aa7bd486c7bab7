namespace Loyalty.Domain.Cards;

/// <summary>The type of a card; the settings say how long each is good for. Numbers are frozen.</summary>
public enum CardType
{
    /// <summary>Good for a term, by default of a year.</summary>
    OneYear = 1,

    /// <summary>Good for ever by default; every card from before there were types is one.</summary>
    LongTerm = 2,

    /// <summary>A card without plastic.</summary>
    Digital = 3,

    /// <summary>A day's card of a customer without one: it keeps receipts, and earns nothing itself.</summary>
    Guest = 4,
}
