using Loyalty.Domain.Cards;

namespace Loyalty.Application.Cards;

/// <summary>Generates the numbers of cards that don't come from stock.</summary>
/// <param name="issuerPrefix">The first digits of all of them.</param>
/// <param name="nextBody">Returns random digits between prefix and check digit, each as likely as any other.</param>
public sealed class CardNumberGenerator(string issuerPrefix, Func<string> nextBody)
{
    /// <summary>Generates a number. It may be in use, if rarely: the commit that gives it to a card decides.</summary>
    public CardNumber Next() => CardNumber.Create(issuerPrefix, nextBody());

    /// <summary>Whether some number from one to another, both as long, is one that this could generate.</summary>
    public bool Overlaps(string first, string last) =>
        first.Length == issuerPrefix.Length + CardNumber.BodyLength + 1
        && string.CompareOrdinal(first, issuerPrefix + new string('9', first.Length - issuerPrefix.Length)) <= 0
        && string.CompareOrdinal(last, issuerPrefix + new string('0', first.Length - issuerPrefix.Length)) >= 0;
}
