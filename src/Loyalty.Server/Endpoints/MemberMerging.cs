using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Members;

namespace Loyalty.Server.Endpoints;

/// <summary>
/// Makes one member of two. What is done stands in the ledger and in the members' table, so that whoever repeats it
/// goes on where it broke off.
/// </summary>
public sealed class MemberMerging(
    MemberRegister register, MemberCards memberCards, CardCalls cards, TimeProvider time)
{
    /// <summary>Each further attempt means that somebody has just given one of the two another card.</summary>
    private const int MaxAttempts = 8;

    /// <summary>
    /// Steps: (1) all cards of the one become the other's, in one commit; (2) the one's record ends and names the
    /// other, from where on nobody gives him a card; (3) a card that he was given between the two goes the same way.
    /// Who was to stay may have been merged himself by then, even into the one: what he got goes on from him.
    /// </summary>
    public async Task<MemberAnswer> MergeAsync(MemberId source, MemberId into, Caller caller)
    {
        if (await MoveCardsAsync(source, into, caller) is { } refused) return Refuse(refused);
        var answer = await register.MergeAsync(source, into, time.GetUtcNow());
        if (answer.Refused is not null)
        {
            await FollowAsync(into, caller);
            return answer;
        }

        return await MoveCardsAsync(source, into, caller) is { } late ? Refuse(late) : answer;
    }

    /// <summary>
    /// After a card was given to a member: if he has been merged meanwhile, it goes the way of his others, also where
    /// who they went to has been merged since.
    /// </summary>
    public async Task FollowAsync(MemberId member, Caller caller)
    {
        while ((await register.GetAsync(member)).Member?.MergedInto is { } into)
        {
            await MoveCardsAsync(member, into, caller);
            member = into;
        }
    }

    private async Task<Refused?> MoveCardsAsync(MemberId source, MemberId into, Caller caller)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var his = await memberCards.FindAsync(source);
            if (his.Count == 0) return null;
            var others = his.Skip(1).Concat(await memberCards.FindAsync(into)).Select(card => card.CardId);
            var command = new MergeCards(source, into, his[0].Number, his[0].Seq, [.. others]);
            var answer = await cards.Get(his[0].CardId).ExecuteAsync(command, caller);
            if (answer.Refused is { Reason: not Refusal.LostRace } refused) return refused;
        }

        return new Refused(Refusal.LostRace);
    }

    private static MemberAnswer Refuse(Refused refused) => new(null, false, refused);
}
