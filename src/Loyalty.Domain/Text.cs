using System.Globalization;

namespace Loyalty.Domain;

/// <summary>What may stand in a text that comes from outside.</summary>
public static class Text
{
    /// <summary>The longest identifier or label, in UTF-16 units.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// An identifier given by a store's system: 1 to 64 printable ASCII characters, no space at either end.
    /// Case counts.
    /// </summary>
    public static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= MaxLength && text[0] != ' ' && text[^1] != ' '
        && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>
    /// A name in any script: up to 64 UTF-16 units, no control or unassigned characters, no broken encoding, nothing
    /// that reorders the text around it on a screen or slip (UAX #9's embeddings, overrides and isolates).
    /// </summary>
    public static bool IsLabel(string text) => IsLabel(text, MaxLength);

    /// <summary>A text like a label, of another length.</summary>
    public static bool IsLabel(string text, int maxLength)
    {
        if (text.Length > maxLength) return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 0xFFFD or >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069) return false;
            var category = System.Text.Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator) return false;
        }

        return true;
    }
}
