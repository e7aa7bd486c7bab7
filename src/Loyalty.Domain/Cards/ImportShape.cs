using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Cards;

/// <summary>What a card of an old system may look like, whatever else is known.</summary>
public static class ImportShape
{
    /// <summary>The most points, or the most debt, that come with a card.</summary>
    public const long MaxPoints = ProgramRules.MaxBalance;

    /// <summary>The most expiry dates on a card.</summary>
    public const int MaxLots = 100;

    /// <summary>The longest name of a file, in UTF-16 units.</summary>
    public const int MaxFileLength = 100;
}
