using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.Torture.Workload;
using Loyalty.V1;

namespace Loyalty.Torture.Lives;

/// <summary>
/// Joins, changes and erases members, two desks at once each time: of two with one phone, of two changes of one
/// version, of two cards of one type for one member, exactly one is accepted.
/// </summary>
public sealed class Joining(Lines lines, Floor floor, Journal journal, int seed)
{
    private static readonly Metadata Desk = new CallerIdentity(CallerMetadata.Desk, "life-1", "m1").ToMetadata();
    private readonly LifeDesk desk = new(lines, journal, seed);

    public async Task RunAsync(CancellationToken noMore, CancellationToken giveUp)
    {
        while (!noMore.IsCancellationRequested && !giveUp.IsCancellationRequested) await JoinAsync(giveUp);
    }

    private async Task JoinAsync(CancellationToken giveUp)
    {
        var phone = $"13{desk.Chance(0, 1_000_000_000):D9}";
        var joined = await RaceAsync("join x join", "PHONE_TAKEN", id => Join(id, phone), giveUp);
        if (joined.Answer?.Member is not { } member) return;
        var changed = (await RaceAsync(
            "update x update", "ETAG_MISMATCH", id => Update(id, member, $"name {id}"), giveUp)).Answer?.Member;
        if (changed is null) return;
        var read = await desk.AskAsync(
            async (node, deadline) => await lines.Members(node).GetMemberAsync(
                new() { MemberId = member.MemberId, View = MemberView.Full }, Desk, deadline),
            giveUp);
        if (read is not null && read.Member.Name != changed.Name)
            journal.Violations.Add(
                Invariant.Acknowledged, "", $"member {member.MemberId}: a change that was acknowledged is not there");
        var start = Journal.Now;
        var race = await RaceAsync("card x card", "MEMBER_HAS_CARD", id => Issue(id, member), giveUp);
        if (race.Answer is not { } issued) return;
        journal.Read(issued.Card.CardId, issued.Entry.Seq, issued.Entry.Balance, mayBeStale: true, start);
        floor.CountOthers(1);
        if (desk.Chance(0, 2) == 0) await EraseAsync(member, phone, joined.LoserHasStrays, giveUp);
    }

    /// <summary>
    /// Erases a member, whose phone number is free for another: for the next, or for an attempt, which arrives late, of
    /// the one who lost it to them.
    /// </summary>
    private async Task EraseAsync(Member member, string phone, bool loserHasStrays, CancellationToken giveUp)
    {
        var erased = await desk.AskAsync(
            async (node, deadline) => await lines.Members(node).EraseMemberAsync(
                new() { MemberId = member.MemberId }, Desk, deadline),
            giveUp);
        if (erased is not null && (erased.Member.State != MemberState.Erased || erased.Member.Phone.Length > 0))
            journal.Violations.Add(Invariant.Acknowledged, "", $"member {member.MemberId} is not erased");
        var (_, reason, _) = await desk.TryAsync(Join($"{desk.Id()}", phone), giveUp);
        if (reason.Length > 0 && !(loserHasStrays && reason == "PHONE_TAKEN"))
            journal.Violations.Add(
                Invariant.Life, "", $"the phone of {member.MemberId}, who is erased, was refused: {reason}");
    }

    /// <summary>
    /// Sends two requests at once, of which one has to win; its answer, or null if given up, and whether an attempt of
    /// the other may still arrive.
    /// </summary>
    private async Task<(T? Answer, bool LoserHasStrays)> RaceAsync<T>(
        string name, string reason, Func<string, Func<int, System.DateTime, Task<T>>> request,
        CancellationToken giveUp)
        where T : class
    {
        var both = await Task.WhenAll(new[] { desk.Id(), desk.Id() }
            .Select(id => desk.TryAsync(request($"{id}"), giveUp)).ToArray());
        if (giveUp.IsCancellationRequested) return default;
        journal.Tally.AddRace(name);
        var won = both.Where(one => one.Answer is not null).ToArray();
        if (won.Length == 1 && both.Any(one => one.Reason == reason))
            return (won[0].Answer, both.Any(one => one.Answer is null && one.HasStrays));
        var reasons = string.Join(", ", both.Select(one => one.Reason));
        journal.Violations.Add(Invariant.Life, "", $"{name}: {won.Length} were accepted; refused: {reasons}");
        return default;
    }

    private Func<int, System.DateTime, Task<CreateMemberResponse>> Join(string id, string phone) =>
        async (node, deadline) => await lines.Members(node).CreateMemberAsync(
            new() { RequestId = id, Member = new Member { Name = "somebody", Phone = phone } }, Desk, deadline);

    private Func<int, System.DateTime, Task<UpdateMemberResponse>> Update(string id, Member member, string name) =>
        async (node, deadline) => await lines.Members(node).UpdateMemberAsync(
            new()
            {
                RequestId = id,
                Member = new Member { MemberId = member.MemberId, Etag = member.Etag, Name = name },
                UpdateMask = new FieldMask { Paths = { "name" } },
                View = MemberView.Full,
            },
            Desk, deadline);

    private Func<int, System.DateTime, Task<IssueCardResponse>> Issue(string id, Member member) =>
        async (node, deadline) => await lines.Cards(node).IssueCardAsync(
            new() { RequestId = id, Type = CardType.LongTerm, MemberId = member.MemberId }, Desk, deadline);
}
