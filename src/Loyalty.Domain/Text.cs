using System.Globalization;

namespace Loyalty.Domain;

/// <summary>Checks texts that come from outside.</summary>
public static class Text
{
    /// <summary>The longest identifier or label, in UTF-16 units.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// An identifier given by a store's system: 1 to 64 printable ASCII characters, no space at either end.
    /// Case counts, except where codes are compared: <see cref="FoldCode"/>.
    /// </summary>
    public static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= MaxLength && text[0] != ' ' && text[^1] != ' '
        && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>
    /// The one form in which codes of malls, stores and tills are compared: narrow and in lower case. "Ｔ1", "T1" and
    /// "t1" are one till.
    /// </summary>
    public static string FoldCode(string code) => Narrow(code).ToLowerInvariant();

    /// <summary>
    /// Exchanges letters, digits and marks of full width (U+FF01 to U+FF5E) and the ideographic space for their ASCII
    /// ones: what an input method types and what a till prints are the same code.
    /// </summary>
    public static string Narrow(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u3000', '\uFF5E')) return text;
        return string.Create(text.Length, text, static (narrow, wide) =>
        {
            for (var i = 0; i < wide.Length; i++)
            {
                narrow[i] = wide[i] switch
                {
                    '\u3000' => ' ',
                    >= '\uFF01' and <= '\uFF5E' => (char)(wide[i] - 0xFEE0),
                    _ => wide[i],
                };
            }
        });
    }

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
