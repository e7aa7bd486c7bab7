namespace Loyalty.Cli.Replay;

/// <summary>How to replay a file.</summary>
/// <param name="Path">The file, plain or gzipped.</param>
/// <param name="Streams">Upload streams; 0 sends each receipt in a call of its own.</param>
/// <param name="InFlight">The most receipts unanswered at once, over all streams.</param>
/// <param name="ByCardPath"The file for each card's points and balance; null for none.</param>
internal sealed record ReplayOptions(string Path, int Streams, int InFlight, string? ByCardPath);
