using System.Collections.Concurrent;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>Creates the members of a file, or finds those of an earlier run.</summary>
internal sealed class MemberSender(LoyaltyClient client, ImportTally tally)
{
    /// <summary>
    /// The namespace of the request ids by which members are created: UUIDv5 of it and the member's key. Frozen; with
    /// another one a second run would find none of the first one's members.
    /// </summary>
    public static readonly Guid RequestIdSpace = new("0f9d3c58-7c0b-4c6e-9a37-2f5b8f7c6d11");

    private readonly ConcurrentDictionary<UInt128, string> _ids = [];

    public static string RequestIdOf(MemberKey member) => RequestIds.Derive(RequestIdSpace, member.Text).ToString();

    /// <summary>The member's id; null if they could not be created.</summary>
    public string? IdOf(MemberKey member) => _ids.GetValueOrDefault(TextKey.Of(member.Text));

    public Task RunAsync(ImportFile file, ImportFaults faults, int inFlight, CancellationToken cancellation) =>
        InFlight.ForEachAsync(Once(file.ReadGood(faults)), inFlight, SendAsync, cancellation);

    /// <summary>The lines that tell who a member is, one for each.</summary>
    public static IEnumerable<ImportRow> Once(IEnumerable<ImportRow> rows)
    {
        var seen = new HashSet<UInt128>();
        foreach (var row in rows)
            if (row is { Person: not null, Member: { } member } && seen.Add(TextKey.Of(member.Text))) yield return row;
    }

    private async Task SendAsync(ImportRow row, CancellationToken stop)
    {
        var member = row.Member!;
        try
        {
            var response = await client.Members.CreateMemberAsync(
                new CreateMemberRequest
                {
                    RequestId = RequestIdOf(member), Member = row.Person, View = MemberView.Minimal,
                },
                cancellationToken: stop);
            _ids[TextKey.Of(member.Text)] = response.Member.MemberId;
            tally.AddMember(response.Replayed);
        }
        catch (RefusedException e) when (e.Refusal is { IsTransient: false, IsFromEngine: true } refusal)
        {
            // A member who was erased or merged since was there: their cards came in under their id, and are found by
            // it.
            if (refusal.Reason is "MEMBER_ERASED" or "MEMBER_MERGED"
                && refusal.Facts.TryGetValue("member_id", out var id))
            {
                _ids[TextKey.Of(member.Text)] = id;
                tally.AddGoneMember();
            }
            else
            {
                tally.RefuseMember(row.Line, refusal);
            }
        }
    }
}
