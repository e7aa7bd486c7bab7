using Loyalty.V1;

namespace Loyalty.Torture.Lives.Imports;

/// <summary>A file that several clients imported at once, and what they were told in the end.</summary>
/// <param name="Lines">Its lines.</param>
public sealed record ImportStory(IReadOnlyList<ImportLine> Lines)
{
    /// <summary>The ids of all cards that were told of.</summary>
    public IEnumerable<string> Cards =>
        Lines.SelectMany(line => line.Told).Select(told => told.Card).Where(card => card.Length > 0)
            .Distinct(StringComparer.Ordinal);
}

/// <summary>A line of the file.</summary>
/// <param name="Key">Its idempotency key in the ledger.</param>
/// <param name="Contents">The contents sent under this key: the line as it is, and maybe once altered.</param>
/// <param name="Told">The answers that clients got.</param>
public sealed record ImportLine(
    string Key, IReadOnlyList<ImportedCard> Contents, IReadOnlyList<ImportTold> Told);

/// <summary>The answer that a client got about a line.</summary>
/// <param name="Content">Which of the contents it sent.</param>
/// <param name="Card">The card's id; empty if it was refused.</param>
/// <param name="Number">Its number.</param>
/// <param name="Seq">The opening entry's.</param>
/// <param name="Replayed">Whether it was there before.</param>
/// <param name="Reason">Why it was refused; empty if it wasn't.</param>
/// <param name="IsLate">Whether it was sent when all others had been answered.</param>
public sealed record ImportTold(
    int Content, string Card, string Number, long Seq, bool Replayed, string Reason, bool IsLate);
