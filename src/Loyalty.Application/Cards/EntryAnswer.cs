using Loyalty.Domain.Entries;
using Loyalty.Grains.Cards;

namespace Loyalty.Application.Cards;

/// <summary>The answer of a use case that posts: never a refusal, which is thrown.</summary>
/// <param name="Entry">The entry that answers.</param>
/// <param name="Replayed">Whether it was there before this call.</param>
public sealed record EntryAnswer(LedgerEntry Entry, bool Replayed)
{
    /// <exception cref="RefusedException">The card refuses.</exception>
    internal static EntryAnswer Of(CardAnswer answer) => answer.Refused is { } refused
        ? throw new RefusedException(refused)
        : new EntryAnswer(answer.Entry!, answer.Replayed);
}
