using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Members;

namespace Loyalty.Application.Members;

/// <summary>
/// Creates, changes, erases, shows and finds members. Every answer has a member: all refusals are thrown as
/// <see cref="RefusedException"/>.
/// </summary>
public sealed class MemberDesk(MemberRegister register, MemberCards memberCards, TimeProvider time)
{
    public async Task<MemberAnswer> CreateAsync(CreateMember command, Caller caller) =>
        Accepted(await register.CreateAsync(command, caller, time.GetUtcNow()));

    public async Task<MemberAnswer> UpdateAsync(UpdateMember command, Caller caller) =>
        Accepted(await register.UpdateAsync(command, caller, time.GetUtcNow()));

    public async Task<MemberAnswer> EraseAsync(MemberId member) =>
        Accepted(await register.EraseAsync(member, time.GetUtcNow()));

    /// <summary>Shows a member; their cards as well if asked for.</summary>
    public async Task<MemberWithCards> GetAsync(MemberId id, bool withCards)
    {
        var answer = Accepted(await register.GetAsync(id));
        return new MemberWithCards(answer.Member!, withCards ? await memberCards.FindAsync(id) : []);
    }

    public async Task<MembersFound> FindAsync(PhoneNumber phone) => Accepted(await register.FindAsync(phone));

    public async Task<MembersFound> FindAsync(string name, DateOnly birthday) =>
        Accepted(await register.FindAsync(name, birthday));

    internal static MemberAnswer Accepted(MemberAnswer answer) =>
        answer.Refused is null ? answer : throw new RefusedException(answer.Refused);

    private static MembersFound Accepted(MembersFound found) =>
        found.Refused is null ? found : throw new RefusedException(found.Refused);
}

/// <summary>A member and the cards of theirs that aren't cancelled, by type.</summary>
public sealed record MemberWithCards(Member Member, IReadOnlyList<CardState> Cards);
