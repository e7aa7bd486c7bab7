namespace Loyalty.Cli.Import;

/// <summary>How to import a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Source">The system of lines that don't name one, and of members' keys; may be empty.</param>
/// <param name="DryRun">Whether to report only.</param>
/// <param name="SkipFaulty">Whether to send the good lines of a file that has bad ones.</param>
/// <param name="InFlight">The most calls unanswered at once.</param>
/// <param name="ResultPath"The file for each card's outcome; null for none.</param>
internal sealed record ImportOptions(
    string Path, string Source, bool DryRun, bool SkipFaulty, int InFlight, string? ResultPath);
