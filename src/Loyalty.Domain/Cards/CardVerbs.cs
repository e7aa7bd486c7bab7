using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Lists every command to a card. A new one is added here, and nowhere else.</summary>
public static class CardVerbs
{
    public static readonly ImmutableArray<CardVerb> All =
    [
        AccruePoints.Verb,
        ReportLostCard.Verb,
        ClearLostCard.Verb,
        ReplaceCard.Verb,
        RenewCard.Verb,
        SuspendCard.Verb,
        ResumeCard.Verb,
        CancelCard.Verb,
        LinkMember.Verb,
        UnlinkMember.Verb,
        TransferPoints.Verb,
        TransferPoints.OfOtherCard,
        IssueCard.Verb,
        ImportCard.Verb,
        MergeCards.Verb,
        IssueGuestCard.Verb,
        PresentReceipt.Verb,
        ClaimGuestCard.Verb,
        CloseGuestCard.Verb,
    ];

    /// <summary>Those that <see cref="CardTable"/> has a row of, in the order of its rows.</summary>
    public static ImmutableArray<CardVerb> OfTable { get; } = [.. All.Where(verb => verb.Forbidden is not null)];

    /// <summary>The commands that an entry of a kind can answer; none for one that is only posted along.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such kind is known.</exception>
    public static IEnumerable<CardVerb> AnsweredBy(EntryKind kind)
    {
        var entry = EntryDescriptors.Of(kind);
        return All.Where(verb => verb.Answers.Contains(entry));
    }

    /// <summary>
    /// Whether an entry can have been written under a fingerprint, by any of the commands that it can answer. One that
    /// is only posted along answers none.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="after">The card after it.</param>
    /// <param name="used">The fingerprint that its idempotency key was used with.</param>
    /// <exception cref="ArgumentOutOfRangeException">The entry's kind isn't known.</exception>
    public static bool Fit(LedgerEntry entry, CardState after, Fingerprint used) =>
        AnsweredBy(entry.Kind).Any(verb => verb.Fits(entry, after, used));
}
