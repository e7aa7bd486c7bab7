namespace Loyalty.Cli.Csv;

/// <summary>Texts as fields of a CSV file (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>The text, in quotes where it needs them.</summary>
    public static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n")
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;
}
