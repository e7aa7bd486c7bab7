using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Ledger;

namespace Loyalty.Application.Members;

/// <summary>Finds a member's cards: those that have an exclusive slot of theirs, as the ledger says now.</summary>
public sealed class MemberCards(ILedger ledger)
{
    /// <summary>Finds the cards that aren't cancelled, by type.</summary>
    /// <exception cref="LedgerException">The ledger can't be asked.</exception>
    public async Task<List<CardState>> FindAsync(MemberId member)
    {
        var cardIds = await Task.WhenAll(
            Enum.GetValues<CardType>().Select(type => ledger.FindCardAsync(member, type)));
        var states = await Task.WhenAll(cardIds.OfType<CardId>().Select(ledger.LoadAsync));

        // A card is loaded after it was found: it may have become another member's between.
        return [.. states.OfType<CardState>().Where(state => state.Life.SlotKey is not null
            && state.Life.MemberId == member)];
    }
}
