using System.Text;

namespace Loyalty.Cli.Csv;

/// <summary>
/// Several texts in one: with a separator between, and a backslash before each separator or backslash that is part of a
/// text. What is split and joined again is the same.
/// </summary>
internal static class ListText
{
    private const char Escape = '\\';

    /// <summary>The texts; none of an empty one. A backslash before any other character, or at the end, is itself.
    /// </summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        if (text.Length == 0) return parts;
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Escape && i + 1 < text.Length && (text[i + 1] == separator || text[i + 1] == Escape))
            {
                part.Append(text[++i]);
            }
            else if (text[i] == separator)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[i]);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    public static string Join(IEnumerable<string> parts, char separator) => string.Join(separator, parts.Select(
        part => part.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace($"{separator}", $"\\{separator}", StringComparison.Ordinal)));
}
