using Loyalty.Application.Cards;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Members;

namespace Loyalty.Application.Members;

/// <summary>
/// Merges two members into one. Each step is posted in the ledger or in the members' table, so that a repeat goes on
/// where the call before broke off.
/// </summary>
public sealed class MemberMerging(
    MemberRegister register, MemberCards memberCards, CardLookup cards, TimeProvider time)
{
    /// <summary>Each further attempt means that somebody has just given one of the two another card.</summary>
    private const int MaxAttempts = 8;

    /// <summary>
    /// Merges a member into another: (1) who stays must be there, and who ends not be gone otherwise; (2) all cards of
    /// the one become the other's, in one commit; (3) the one's record ends and names the other, from where on nobody
    /// gives them a card; (4) a card that they were given between the two goes the same way; (5) who stays is shown,
    /// with all cards. Who was to stay may have been merged by then, even into the one: the cards go on from there.
    /// </summary>
    /// <exception cref="RefusedException">
    /// With MEMBER_UNKNOWN, MEMBER_ERASED, MEMBER_MERGED; what a card refuses; LOST_RACE.
    /// </exception>
    public async Task<MergedMember> MergeAsync(MemberId source, MemberId into, Caller caller)
    {
        // 1. Both members.
        await RequireAsync(into, null, "into_member_id");
        await RequireAsync(source, into, "from_member_id");

        // 2. The cards.
        await MoveCardsAsync(source, into, caller);

        // 3. The record.
        var merged = await register.MergeAsync(source, into, time.GetUtcNow());
        if (merged.Refused is { } refused)
        {
            await FollowAsync(into, caller);
            throw new RefusedException(refused);
        }

        // 4. Late cards.
        await MoveCardsAsync(source, into, caller);

        // 5. Who stays.
        var stays = MemberDesk.Accepted(await register.GetAsync(into));
        return new MergedMember(stays.Member!, await memberCards.FindAsync(into), merged.Replayed);
    }

    /// <summary>
    /// Lets a member's cards follow them, after a card was given to the member: where they have been merged meanwhile,
    /// all cards go to who they were merged into, and on from there.
    /// </summary>
    public async Task FollowAsync(MemberId member, Caller caller)
    {
        while ((await register.GetAsync(member)).Member?.MergedInto is { } into)
        {
            await TryMoveCardsAsync(member, into, caller);
            member = into;
        }
    }

    /// <summary>Requires a member who is there, or was merged into the one named, by an earlier call.</summary>
    private async Task RequireAsync(MemberId member, MemberId? mergedInto, string field)
    {
        if (await register.CheckAsync(member) is not { } refused) return;

        // Read behind the check: a call that is faster by a moment must not make this one anything but a repeat.
        var gone = (await register.GetAsync(member)).Member;
        if (mergedInto is null || gone?.MergedInto != mergedInto)
            throw new RefusedException(refused with { Field = field });
    }

    private async Task MoveCardsAsync(MemberId source, MemberId into, Caller caller)
    {
        if (await TryMoveCardsAsync(source, into, caller) is { } refused) throw new RefusedException(refused);
    }

    private async Task<Refused?> TryMoveCardsAsync(MemberId source, MemberId into, Caller caller)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var moved = await memberCards.FindAsync(source);
            if (moved.Count == 0) return null;
            var others = moved.Skip(1).Concat(await memberCards.FindAsync(into)).Select(card => card.CardId);
            var command = new MergeCards(source, into, moved[0].Number, moved[0].Seq, [.. others]);
            var answer = await cards.Get(moved[0].CardId).ExecuteAsync(command, caller);
            if (answer.Refused is { Reason: not Refusal.LostRace } refused) return refused;
        }

        return new Refused(Refusal.LostRace);
    }
}

/// <summary>The answer to a merge.</summary>
/// <param name="Member">The member who stays.</param>
/// <param name="Cards">All cards of theirs.</param>
/// <param name="Replayed">Whether the other had been merged before this call.</param>
public sealed record MergedMember(Member Member, IReadOnlyList<CardState> Cards, bool Replayed);
