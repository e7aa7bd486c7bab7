using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Domain;
using Loyalty.Ledger;

namespace Loyalty.Audit.Anchors;

/// <summary>A card's last entry when the anchor was made: its number and its hash.</summary>
internal readonly record struct AnchorLine(CardId CardId, long Seq, ImmutableArray<byte> Hash)
{
    /// <summary>Reads a line of an anchor file; null if it is none.</summary>
    public static AnchorLine? Parse(string text)
    {
        var parts = text.Split(' ');
        return parts.Length == 3 && Guid.TryParseExact(parts[0], "D", out var id)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            && parts[2].Length == 64 && parts[2].All(char.IsAsciiHexDigitLower)
            ? new AnchorLine(new CardId(id), seq, [.. Convert.FromHexString(parts[2])])
            : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{CardId} {Seq} {Convert.ToHexStringLower(Hash.AsSpan())}");
}
