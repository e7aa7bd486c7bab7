using Grpc.Core;
using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.Torture.Workload;
using Loyalty.V1;

namespace Loyalty.Torture.Lives;

/// <summary>
/// Moves points to and fro between a member's two cards, has two cards want one slot of another member, and merges
/// the two members, all while receipts come in. In the end what the receipts earned is on the cards in sum, all of it
/// the member's who stays, and they have one card of a type.
/// </summary>
public sealed class Merging(Lines lines, Floor floor, Journal journal, int seed)
{
    private static readonly Metadata Desk = new CallerIdentity(CallerMetadata.Desk, "life-1", "m1").ToMetadata();

    /// <summary>Refusals that a transfer may hear at any time: points and cards go away at once.</summary>
    private static readonly string[] s_goneAway = ["NOT_ENOUGH_POINTS", "CARD_CANCELLED"];

    private readonly LifeDesk desk = new(lines, journal, seed);

    public async Task RunAsync(CancellationToken noMore, CancellationToken giveUp)
    {
        while (!noMore.IsCancellationRequested && !giveUp.IsCancellationRequested) await MergeAsync(giveUp);
    }

    private async Task MergeAsync(CancellationToken giveUp)
    {
        // 1. Two members, one with two cards, and two cards that are nobody's.
        var (one, two) = (await JoinAsync(giveUp), await JoinAsync(giveUp));
        var cards = new List<Card>();
        foreach (var (type, member) in new[]
        {
            (CardType.LongTerm, one), (CardType.Digital, one), (CardType.Digital, two), (CardType.OneYear, ""),
            (CardType.OneYear, ""),
        })
            if (await IssueAsync(type, member, giveUp) is { } card) cards.Add(card);
        if (cards.Count < 5 || giveUp.IsCancellationRequested) return;

        // 2. Points to and fro, while they come in; then two cards for one place.
        var (first, second) = (cards[0], cards[1]);
        var points = await EarnAsync(first, 2, giveUp) + await EarnAsync(second, 1, giveUp);
        var earning = EarnAsync(first, 3, giveUp);
        await Task.WhenAll(
            earning, MoveAsync(first, second, 1, giveUp), MoveAsync(second, first, null, giveUp),
            MoveAsync(first, second, null, giveUp), MoveAsync(second, first, 2, giveUp));
        points += await earning;
        journal.Tally.AddRace("transfer x transfer");
        var links = await Task.WhenAll(
            cards[3..].Select(card => LinkAsync(card, two, ["MEMBER_HAS_CARD"], giveUp)).ToArray());
        journal.Tally.AddRace("link x link");
        if (giveUp.IsCancellationRequested) return;
        if (links[0] == links[1]) Violate($"of two cards for one place of {two}, both or none were linked");

        // 3. Two desks merge, while points come in and go, and the one gets one more card.
        var left = links[0] ? cards[4] : cards[3];
        var earnings = cards[..3].Select(card => EarnAsync(card, 3, giveUp)).ToArray();
        await Task.WhenAll(
            Task.WhenAll(earnings), SettleMergeAsync(one, two, giveUp), SettleMergeAsync(one, two, giveUp),
            MoveAsync(first, second, null, giveUp), LinkAsync(left, one, ["MEMBER_MERGED"], giveUp));
        foreach (var earned in earnings) points += await earned;
        journal.Tally.AddRace("merge x transfer x link");

        // 4. What became of it, after whatever was left open is gone on with.
        await SettleMergeAsync(one, two, giveUp);
        if (!giveUp.IsCancellationRequested) await CheckAsync(one, two, cards, points, giveUp);
    }

    private async Task CheckAsync(string one, string two, List<Card> cards, long points, CancellationToken giveUp)
    {
        var (gone, stays) = (await ShowAsync(one, giveUp), await ShowAsync(two, giveUp));
        if (gone is null || stays is null) return;
        if (gone.Cards.Count > 0 || gone.Member.State != MemberState.Merged)
            Violate($"not merged, or with cards: {gone}");
        if (stays.Cards.DistinctBy(card => card.Type).Count() != stays.Cards.Count)
            Violate($"more than one card of a type: {stays}");

        var sum = 0L;
        var owned = stays.Cards.Select(card => card.CardNumber).ToHashSet(StringComparer.Ordinal);
        foreach (var card in cards)
        {
            var start = Journal.Now;
            var found = await desk.AskAsync(
                (node, deadline) => LifeRequest.FindAsync(lines.Cards(node), card.CardNumber, deadline), giveUp);
            if (found is null) return;
            var seen = found.Cards.Single();
            journal.Read(seen.CardId, seen.Seq, seen.Balance, mayBeStale: false, start);
            journal.Others.Add(seen.CardId);
            if (owned.Contains(card.CardNumber)) sum += seen.Balance;
            else if (seen.Balance != 0) Violate($"points on a card that isn't theirs: {seen}");
        }

        if (sum != points) Violate($"{points} points were earned, the cards of {two} have {sum}");
    }

    /// <summary>Sends receipts at once; answers what those earned that were accepted.</summary>
    private async Task<long> EarnAsync(Card card, int receipts, CancellationToken giveUp)
    {
        var sales = Enumerable.Range(0, receipts)
            .Select(_ => desk.Sell(floor, new SharedCard(card.CardId, card.CardNumber))).ToArray();
        var earned = await Task.WhenAll(sales.Select(async sale =>
        {
            var till = new CallerIdentity(CallerMetadata.Till, "till-life", Store: sale.Store).ToMetadata();
            var answer = await SettleAsync(
                async (node, deadline) => await lines.Points(node).AccruePointsAsync(
                    new() { CardNumber = card.CardNumber, Receipt = sale.Receipt }, till, deadline),
                ["CARD_CANCELLED"], giveUp);
            return answer?.Entry.Points ?? 0;
        }));
        return earned.Sum();
    }

    private async Task MoveAsync(Card from, Card to, long? points, CancellationToken giveUp)
    {
        var request = new TransferPointsRequest
        {
            RequestId = $"{desk.Id()}", FromCardNumber = from.CardNumber, ToCardNumber = to.CardNumber,
        };
        if (points is { } some) request.Points = some;
        else request.Scope = PointsScope.All;
        await SettleAsync(
            async (node, deadline) => await lines.Cards(node).TransferPointsAsync(request, Desk, deadline), s_goneAway,
            giveUp);
    }

    /// <summary>Whether it was linked.</summary>
    private async Task<bool> LinkAsync(Card card, string member, string[] refusals, CancellationToken giveUp)
    {
        var request = new LinkMemberRequest
        {
            RequestId = $"{desk.Id()}", CardNumber = card.CardNumber, MemberId = member,
        };
        return await SettleAsync(
            async (node, deadline) => await lines.Cards(node).LinkMemberAsync(request, Desk, deadline), refusals,
            giveUp) is not null;
    }

    private Task<MergeMembersResponse?> SettleMergeAsync(string one, string two, CancellationToken giveUp) =>
        SettleAsync(
            async (node, deadline) => await lines.Members(node).MergeMembersAsync(
                new() { FromMemberId = one, IntoMemberId = two }, Desk, deadline),
            [], giveUp);

    private Task<GetMemberResponse?> ShowAsync(string member, CancellationToken giveUp) => SettleAsync(
        async (node, deadline) => await lines.Members(node).GetMemberAsync(
            new() { MemberId = member, View = MemberView.Full }, Desk, deadline),
        [], giveUp);

    private async Task<string> JoinAsync(CancellationToken giveUp)
    {
        var request = new CreateMemberRequest { RequestId = $"{desk.Id()}", Member = new Member { Name = "somebody" } };
        var answer = await SettleAsync(
            async (node, deadline) => await lines.Members(node).CreateMemberAsync(request, Desk, deadline), [], giveUp);
        return answer?.Member.MemberId ?? "";
    }

    private async Task<Card?> IssueAsync(CardType type, string member, CancellationToken giveUp)
    {
        var request = new IssueCardRequest { RequestId = $"{desk.Id()}", Type = type, MemberId = member };
        var answer = await SettleAsync(
            async (node, deadline) => await lines.Cards(node).IssueCardAsync(request, Desk, deadline), [], giveUp);
        return answer?.Card;
    }

    /// <summary>Its answer; null if it was given up, or refused with one of these, since any other is wrong.</summary>
    private async Task<T?> SettleAsync<T>(
        Func<int, System.DateTime, Task<T>> request, string[] refusals, CancellationToken giveUp)
        where T : class
    {
        var (answer, reason, _) = await desk.TryAsync(request, giveUp);
        if (reason.Length > 0 && !refusals.Contains(reason)) Violate($"{typeof(T).Name} was refused: {reason}");
        return answer;
    }

    private void Violate(string text) => journal.Violations.Add(Invariant.Life, "", text);
}
