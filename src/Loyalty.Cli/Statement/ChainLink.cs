using System.Collections.Immutable;
using Loyalty.Domain.Entries;

namespace Loyalty.Cli.Statement;

/// <summary>The outcome of recomputing an entry's hash.</summary>
internal enum Link
{
    /// <summary>The hash follows from the one before and what the server says of the entry.</summary>
    Recomputed,

    /// <summary>
    /// It can't be recomputed, since a part of the entry is not told: a number that is masked, or reason and member,
    /// of which only those hear who serve customers. The hash is taken as the server says it.
    /// </summary>
    Taken,

    /// <summary>It doesn't follow.</summary>
    Broken,
}

/// <summary>Recomputes the links of a card's chain, by the same form that the ledger uses.</summary>
/// <param name="entries">Reads entries from the wire.</param>
/// <param name="presentedNumber">The number that the caller knows: the card's present one.</param>
/// <param name="hearsAll">Whether the server tells this caller reasons and members.</param>
internal sealed class ChainLink(EntryReader entries, string presentedNumber, bool hearsAll)
{
    public Link Check(ImmutableArray<byte> previous, V1.LedgerEntry wire)
    {
        foreach (var entry in entries.Read(wire, presentedNumber))
            if (EntryHash.Compute(previous, entry).AsSpan().SequenceEqual(wire.Hash.Span)) return Link.Recomputed;
        var isNumberHidden = wire.MaskedCardNumber.Length > 0;
        var isMoreHidden = !hearsAll && MayHideMore(wire.Kind);
        return isNumberHidden || isMoreHidden ? Link.Taken : Link.Broken;
    }

    private static bool MayHideMore(V1.EntryKind kind) => kind is not (V1.EntryKind.Accrual or V1.EntryKind.Expiry);
}
