using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>A line of an import file: a card, a person, or both.</summary>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Card">The card, without its member's id; null if the line has none.</param>
/// <param name="Member"The card's member, within the file; null if it has none.</param>
/// <param name="Person">That member's personal data; null if another line has it.</param>
internal sealed record ImportRow(long Line, ImportedCard? Card, MemberKey? Member, Member? Person);

/// <summary>The key of a member in the old system: a key of their own, or that of their only card.</summary>
/// <param name="Source">The system: the whole import's for a key of their own, the card's for a card's key.</param>
/// <param name="IsCards">Whether it is their card's key.</param>
/// <param name="Key">The key.</param>
internal sealed record MemberKey(string Source, bool IsCards, string Key)
{
    /// <summary>One text for each key, to derive from. Frozen: with another one no second run finds a member.</summary>
    public string Text => $"{Source}\n{(IsCards ? "card" : "member")}\n{Key}";
}
