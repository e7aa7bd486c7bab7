using Loyalty.Application.Members;
using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Application.Cards;

/// <summary>
/// Issues cards and changes them. Each call posts once, whoever repeats it. All refusals are thrown as
/// <see cref="RefusedException"/>.
/// </summary>
public sealed class CardDesk(
    CardLookup cards, CardStock stock, CardNumberGenerator numbers, HolderCheck holders, MemberMerging merging)
{
    /// <summary>
    /// Issues a card: (1) a scanned number must be in stock, else one is generated; (2) its member must be there; (3)
    /// the card that the request names posts it, whether or not it is issued already; (4) where the member was merged
    /// meanwhile, the card follows.
    /// </summary>
    public async Task<EntryAnswer> IssueAsync(
        IssueCard command, Caller caller, CancellationToken cancellationToken)
    {
        // 1. The number.
        if (command.IsStockNumber) await stock.RequireAsync(command.Number, cancellationToken);
        else command = command with { Number = numbers.Next() };

        // 2. The member.
        var cardId = CardId.ForRequest(caller.RequestScope, command.RequestId);
        if (command.MemberId is { } member) await holders.RequireAsync(member, cardId, command, caller);

        // 3. The card.
        var answer = EntryAnswer.Of(await cards.Get(cardId).ExecuteAsync(command, caller));
        cards.Cache(answer.Entry.CardNumber!.Value, cardId);

        // 4. Where its member went.
        if (command.MemberId is { } owner) await merging.FollowAsync(owner, caller);
        return answer;
    }

    /// <summary>Changes the card of a presented number: (1) looks it up; (2) the card posts the command.</summary>
    public async Task<EntryAnswer> ChangeAsync(CardNumber number, ICardCommand command, Caller caller)
    {
        var cardId = await cards.RequireAsync(number);
        return EntryAnswer.Of(await cards.Get(cardId).ExecuteAsync(command, caller));
    }

    /// <summary>
    /// Replaces a card's number: (1) looks the presented one up; (2) a scanned new one must be in stock, else one is
    /// generated; (3) the card posts it.
    /// </summary>
    public async Task<EntryAnswer> ReplaceAsync(
        ReplaceCard command, Caller caller, CancellationToken cancellationToken)
    {
        var cardId = await cards.RequireAsync(command.Number);
        if (command.IsStockNumber) await stock.RequireAsync(command.NewNumber, cancellationToken);
        else command = command with { NewNumber = numbers.Next() };
        return EntryAnswer.Of(await cards.Get(cardId).ExecuteAsync(command, caller));
    }

    /// <summary>
    /// Makes a card a member's: (1) looks the card up; (2) the member must be there; (3) the card posts it; (4) where
    /// the member was merged meanwhile, the card follows.
    /// </summary>
    public async Task<EntryAnswer> LinkAsync(LinkMember command, Caller caller)
    {
        var cardId = await cards.RequireAsync(command.Number);
        await holders.RequireAsync(command.MemberId, cardId, command, caller);
        var answer = EntryAnswer.Of(await cards.Get(cardId).ExecuteAsync(command, caller));
        await merging.FollowAsync(command.MemberId, caller);
        return answer;
    }

    /// <summary>
    /// Moves points to another card: (1) looks both cards up, which must be two; (2) the card that gives posts both
    /// sides.
    /// </summary>
    /// <param name="command">The command; the id of the card that gets the points is looked up here.</param>
    /// <param name="caller">The caller.</param>
    public async Task<EntryAnswer> TransferAsync(TransferPoints command, Caller caller)
    {
        var from = await cards.RequireAsync(command.Number);
        var to = await cards.RequireAsync(command.ToNumber, "to_card_number");
        if (to == from) throw new RefusedException(new Refused(Refusal.FieldMalformed, "to_card_number"));
        return EntryAnswer.Of(await cards.Get(from).ExecuteAsync(command with { ToCardId = to }, caller));
    }
}
