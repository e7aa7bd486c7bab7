using Loyalty.Domain;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Members.Encryption;
using Microsoft.Extensions.Logging;

namespace Loyalty.Members;

/// <summary>The outcome of a call about a member: the member or the refusal, exactly one of the two.</summary>
/// <param name="Member">As they are after the call, or as they are now if it is a repeat.</param>
/// <param name="Replayed">Whether it was done before this call.</param>
/// <param name="Refused">Why it was not done.</param>
public sealed record MemberAnswer(Member? Member, bool Replayed, Refused? Refused)
{
    internal static MemberAnswer Of(Member member, bool replayed = false) => new(member, replayed, null);

    internal static MemberAnswer Of(Refused refused) => new(null, false, refused);
}

/// <summary>
/// The members. No grain stands before them: a member changes a few times a year, so there are no conflicts to save
/// the database from; who has a phone number is decided across members anyway; and memory would be one more place
/// from which an erased member would have to go. What decides is the store's guards: version, request id, phone.
/// </summary>
/// <remarks>Shapes are the caller's to check. All failures of the database come out as refusals.</remarks>
public sealed partial class MemberRegister(
    IMemberStore store, LedgerOptions options, LedgerEnvironment environment, RandomBytes random,
    ILogger<MemberRegister> logger)
{
    /// <summary>Each further attempt means that somebody else has just changed what this one rested on.</summary>
    private const int MaxAttempts = 8;

    private readonly StoreAttempts attempts = new(options, environment);
    private MemberCipher? cipher;

    private MemberCipher Cipher => cipher ?? throw new InvalidOperationException("The master keys are not there yet.");

    /// <summary>Takes the master keys; nothing can be asked before.</summary>
    public void Open(MemberKeys keys) => cipher = new MemberCipher(keys, random);

    /// <summary>
    /// Creates a member. Refuses with REQUEST_CONFLICT, MEMBER_ERASED (a repeat for one who is gone), PHONE_TAKEN.
    /// </summary>
    public Task<MemberAnswer> CreateAsync(CreateMember command, Caller caller, DateTimeOffset now)
    {
        var time = ToMicrosecond(now);
        var id = MemberId.ForRequest(caller.RequestScope, command.RequestId);
        var member = new Member(id, 1, command.Profile.At(time), time, time);
        return AnswerAsync(again => WriteAsync(member, null, command, caller, again));
    }

    /// <summary>
    /// Changes a member. Refuses with MEMBER_UNKNOWN, MEMBER_ERASED, REQUEST_CONFLICT, ETAG_MISMATCH, PHONE_TAKEN;
    /// FIELD_MALFORMED if their consents become too many.
    /// </summary>
    public Task<MemberAnswer> UpdateAsync(UpdateMember command, Caller caller, DateTimeOffset now) =>
        AnswerAsync(again => UpdateAsync(command, caller, ToMicrosecond(now), again));

    /// <summary>Reads a member, erased ones too. Refuses with MEMBER_UNKNOWN.</summary>
    public Task<MemberAnswer> GetAsync(MemberId id) => AnswerAsync(async _ =>
        await store.ReadAsync(id, default) is { } row
            ? MemberAnswer.Of(Cipher.Decrypt(row))
            : MemberAnswer.Of(Unknown(id)));

    /// <summary>
    /// Why a member can't be given a card; null if they can. Refuses with MEMBER_UNKNOWN, MEMBER_ERASED,
    /// MEMBER_MERGED.
    /// </summary>
    public async Task<Refused?> CheckAsync(MemberId id)
    {
        var answer = await GetAsync(id);
        return answer.Member is { Profile: null } gone ? Gone(id, gone.MergedInto) : answer.Refused;
    }

    /// <summary>
    /// Throws a member's personal data and key away, permanently; the rest of them stays. A repeat does nothing and is
    /// marked as replayed. Refuses with MEMBER_UNKNOWN.
    /// </summary>
    public Task<MemberAnswer> EraseAsync(MemberId id, DateTimeOffset now) => AnswerAsync(async _ =>
    {
        var erased = await store.EraseAsync(id, ToMicrosecond(now), default);
        return await store.ReadAsync(id, default) is { } row
            ? MemberAnswer.Of(Cipher.Decrypt(row), replayed: !erased)
            : MemberAnswer.Of(Unknown(id));
    });

    /// <summary>
    /// Ends a member whose cards are another's now: their personal data is gone as by an erasure, and they name the
    /// other. A repeat does nothing and is marked as replayed. Refuses with MEMBER_UNKNOWN, MEMBER_ERASED,
    /// MEMBER_MERGED (into somebody else); with who was to stay in member_id, if that member is gone.
    /// </summary>
    public Task<MemberAnswer> MergeAsync(MemberId id, MemberId into, DateTimeOffset now) => AnswerAsync(async _ =>
    {
        var merged = await store.MergeAsync(id, into, ToMicrosecond(now), default);
        if (await store.ReadAsync(id, default) is not { } row) return MemberAnswer.Of(Unknown(id));
        if (row.MergedInto == into) return MemberAnswer.Of(Cipher.Decrypt(row), replayed: !merged);
        return row.Encrypted is null
            ? MemberAnswer.Of(Gone(id, row.MergedInto))
            : MemberAnswer.Of(await CheckAsync(into) ?? new Refused(Refusal.LostRace));
    });

    private async Task<MemberAnswer?> UpdateAsync(
        UpdateMember command, Caller caller, DateTimeOffset now, bool again)
    {
        var row = await store.ReadAsync(command.Id, default);
        if (row is null) return MemberAnswer.Of(Unknown(command.Id));
        if (row.Encrypted is null) return MemberAnswer.Of(Gone(row.Id, row.MergedInto));
        if (await FindEarlierAsync(command, caller) is { } earlier) return earlier;
        if (row.Version != command.Version)
            return MemberAnswer.Of(new Refused(Refusal.EtagMismatch, "member.etag"));

        var member = Cipher.Decrypt(row);
        var profile = member.Profile!.With(command.Parts, command.Change.At(now));
        if (profile.Consents.Length > MemberValidator.MaxConsentsInAll)
            return MemberAnswer.Of(new Refused(Refusal.FieldMalformed, "member.consents"));
        var next = member with { Version = row.Version + 1, Profile = profile, UpdateTime = now };
        return await WriteAsync(next, row, command, caller, again);
    }

    /// <summary>Writes, and if a guard fails, finds out which; null to start over.</summary>
    private async Task<MemberAnswer?> WriteAsync(
        Member next, MemberRow? before, IMemberCommand command, Caller caller, bool again)
    {
        // A repeat finds what it wrote itself, so it looks first.
        if (again && await FindEarlierAsync(command, caller) is { } own) return own;
        var write = Cipher.Encrypt(next, before, IdempotencyKey.RequestKey(caller, command.RequestId), command);
        if (await store.WriteAsync(write, default)) return MemberAnswer.Of(next);

        if (await FindEarlierAsync(command, caller) is { } earlier) return earlier;
        if (before is not null && (await store.ReadAsync(next.Id, default))?.Version != before.Version) return null;
        var hashes = write.Hashes.Phones.Select(phone => phone.Hash).ToList();
        if (hashes.Count == 0) return null;
        var holders = await store.FindAsync(MemberIndex.Phone, hashes, hashes.Count + 1, default);
        return holders.Any(holder => holder.Id != next.Id)
            ? MemberAnswer.Of(new Refused(Refusal.PhoneTaken, "member.phone"))
            : null;
    }

    /// <summary>The answer to a request that was written before; null if it wasn't.</summary>
    private async Task<MemberAnswer?> FindEarlierAsync(IMemberCommand command, Caller caller)
    {
        var key = IdempotencyKey.RequestKey(caller, command.RequestId);
        if (await store.FindRequestAsync(key, default) is not { } earlier) return null;
        if (command is UpdateMember update && update.Id != earlier.Row.Id) return Conflict();

        // With the key, the means to compare is gone as well.
        if (earlier.Row.Encrypted is null) return MemberAnswer.Of(Gone(earlier.Row.Id, earlier.Row.MergedInto));
        return Cipher.IsSame(earlier, command)
            ? MemberAnswer.Of(Cipher.Decrypt(earlier.Row), replayed: true) : Conflict();

        static MemberAnswer Conflict() => MemberAnswer.Of(new Refused(Refusal.RequestConflict, "request_id"));
    }

    /// <summary>As databases keep it.</summary>
    private static DateTimeOffset ToMicrosecond(DateTimeOffset time) =>
        time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    private static Refused Unknown(MemberId id) =>
        new Refused(Refusal.MemberUnknown, "member_id").With("member_id", id.ToString());

    private static Refused Gone(MemberId id, MemberId? into) => into is { } survivor
        ? new Refused(Refusal.MemberMerged, "member_id")
            .With("member_id", id.ToString())
            .With("merged_into_member_id", survivor.ToString())
        : new Refused(Refusal.MemberErased, "member_id").With("member_id", id.ToString());
}
