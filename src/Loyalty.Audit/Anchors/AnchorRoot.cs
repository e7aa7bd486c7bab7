using Loyalty.Ledger;

namespace Loyalty.Audit.Anchors;

/// <summary>The root of a whole anchor, with its time and number of cards.</summary>
/// <param name="Root">
/// SHA-256 over the whole file before it, in hexadecimal: who wrote this down can't be shown another.
/// </param>
/// <param name="Time">When the anchor was made; UTC.</param>
/// <param name="Cards">How many cards it names.</param>
public sealed record AnchorRoot(string Root, DateTimeOffset Time, long Cards);
