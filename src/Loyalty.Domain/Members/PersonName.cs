using System.Globalization;
using System.Text;

namespace Loyalty.Domain.Members;

/// <summary>Folds names for searches and masks them; the name itself is kept as it was given.</summary>
public static class PersonName
{
    private const char FullWidthFirst = '\uFF01', FullWidthLast = '\uFF5E';

    /// <summary>
    /// The form in which names are searched for: without spaces and middle dots, full-width letters as plain ones, in
    /// upper case. 张 三 is found as 张三, "de la Cruz" as DELACRUZ.
    /// </summary>
    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsWhiteSpace(c) || c is '·' or '・' or '•') continue;
            folded.Append(c is >= FullWidthFirst and <= FullWidthLast ? (char)(c - FullWidthFirst + '!') : c);
        }

        return folded.ToString().ToUpperInvariant();
    }

    /// <summary>The first character and two stars, whatever the length: 张**.</summary>
    public static string Mask(string name) =>
        name.Length == 0 ? "" : string.Concat(name.AsSpan(0, StringInfo.GetNextTextElementLength(name)), "**");
}
