using Loyalty.Domain.Cards;

namespace Loyalty.Domain.Entries;

/// <summary>States which points an entry of a kind may move.</summary>
public enum EntryPoints
{
    None = 0,
    Any = 1,

    /// <summary>All that the card held, debt included: it leaves a balance of 0.</summary>
    Rest = 2,
}

/// <summary>
/// Describes a kind of entry: all that the statement, the card's life and the tests have to know of it. It stands in
/// the file of the command that writes it; <see cref="EntryDescriptors"/> finds it.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Sentence">
/// Says in plain English what such an entry was, in a program of this currency: without points, lots and the reason,
/// which <see cref="EntrySummary"/> adds (the reason for those who may hear it), and without anything of the member.
/// </param>
public sealed record EntryDescriptor(EntryKind Kind, Func<LedgerEntry, Currency, string> Sentence)
{
    /// <summary>Which points it may move.</summary>
    public EntryPoints Points { get; init; }

    /// <summary>Whether its sentence says of debt what there is to say.</summary>
    public bool SaysDebt { get; init; }

    /// <summary>Returns the card's life after it, by the number that the card had before; null if unchanged.</summary>
    public Func<CardLife, LedgerEntry, CardNumber, CardLife>? After { get; init; }

    public override string ToString() => Kind.ToString();
}
