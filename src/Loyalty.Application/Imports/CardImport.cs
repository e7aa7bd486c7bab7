using Loyalty.Application.Cards;
using Loyalty.Application.Members;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Application.Imports;

/// <summary>Imports cards of an old system.</summary>
public sealed class CardImport(
    CardLookup cards, CardViews views, CardNumberGenerator numbers, HolderCheck holders, MemberMerging merging)
{
    /// <summary>
    /// Imports a card: (1) one that keeps no number gets a generated one; (2) its member must be there; (3) the card
    /// that the old key names posts it, whether or not it is imported already; (4) where the member was merged
    /// meanwhile, the card follows; (5) a repeat is told the number that the card has now.
    /// </summary>
    /// <exception cref="RefusedException">
    /// With MEMBER_UNKNOWN, MEMBER_ERASED, MEMBER_MERGED; what the card refuses.
    /// </exception>
    public async Task<ImportedCard> ImportAsync(ImportCard command, Caller caller)
    {
        // 1. The number.
        if (!command.KeepsNumber) command = command with { Number = numbers.Next() };

        // 2. The member.
        var cardId = CardId.ForImport(command.IdempotencyKey);
        if (command.MemberId is { } member) await holders.RequireAsync(member, cardId, command, caller);

        // 3. The card.
        var answer = EntryAnswer.Of(await cards.Get(cardId).ExecuteAsync(command, caller));

        // 4. Where its member went.
        if (command.MemberId is { } owner) await merging.FollowAsync(owner, caller);

        // 5. The present number.
        var number = answer.Replayed ? await views.GetNumberAsync(cardId) : command.Number;
        cards.Cache(number, cardId);
        return new ImportedCard(cardId, number, answer.Entry, answer.Replayed);
    }
}

/// <summary>The answer to an import.</summary>
/// <param name="CardId">The card.</param>
/// <param name="Number">The number that it has now.</param>
/// <param name="Entry">Its opening entry.</param>
/// <param name="Replayed">Whether it was imported before.</param>
public sealed record ImportedCard(CardId CardId, CardNumber Number, LedgerEntry Entry, bool Replayed);
