using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Ledger;

namespace Loyalty.Server.Endpoints;

/// <summary>Which cards a member has: those that hold his places, as the ledger says now.</summary>
public sealed class MemberCards(ILedger ledger)
{
    /// <summary>His cards that aren't cancelled, by type.</summary>
    /// <exception cref="LedgerException">The ledger can't be asked.</exception>
    public async Task<List<CardState>> FindAsync(MemberId member)
    {
        var cardIds = await Task.WhenAll(
            Enum.GetValues<CardType>().Select(type => ledger.FindCardAsync(member, type)));
        var states = await Task.WhenAll(cardIds.OfType<Domain.CardId>().Select(ledger.LoadAsync));

        // What was loaded is newer than who was found: a card may have become another's between.
        return [.. states.OfType<CardState>().Where(state => state.Life.SlotKey is not null
            && state.Life.MemberId == member)];
    }
}
