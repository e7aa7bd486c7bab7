using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>
/// Describes a command to a card: all that the table, the rights, the auditor and the tests have to know of it, stated
/// once beside its decision. <see cref="CardVerbs"/> lists them.
/// </summary>
/// <param name="Name">
/// The command's word, which no other has. Frozen: it is part of the fingerprint that stands in the ledger.
/// </param>
/// <param name="Right">What it needs of its caller.</param>
/// <param name="Answers">The kinds of entry that answer it; of almost all commands one.</param>
public sealed record CardVerb(string Name, CallerRight Right, params ImmutableArray<EntryDescriptor> Answers)
{
    /// <summary>
    /// The facts of a card that refuse it; null if its eligibility doesn't rest on the facts alone, so that
    /// <see cref="CardTable"/> has no row of it.
    /// </summary>
    public CardFacts? Forbidden { get; init; }

    /// <summary>The facts of a card that it needs.</summary>
    public CardFacts Needed { get; init; }

    /// <summary>
    /// Checks whether the command can have written an entry under a fingerprint, given the card after the entry. True
    /// also for what is beyond proof, since the ledger doesn't keep all of a request. Null for a command of which the
    /// fingerprint is <see cref="CardFingerprint.OfChange"/>.
    /// </summary>
    public Func<LedgerEntry, CardState, Fingerprint, bool>? FitsFingerprint { get; init; }

    /// <summary>The kind of entry that answers it; of a merge the first of two.</summary>
    public EntryDescriptor Entry => Answers[0];

    /// <summary>Whether the command can have written an entry under a fingerprint.</summary>
    /// <param name="entry">The entry; of a kind that answers the command.</param>
    /// <param name="after">The card after it.</param>
    /// <param name="used">The fingerprint that its idempotency key was used with.</param>
    public bool Fits(LedgerEntry entry, CardState after, Fingerprint used) => FitsFingerprint is { } fits
        ? fits(entry, after, used)
        : CardFingerprint.IsOfChange(this, entry, used);

    public override string ToString() => Name;
}
