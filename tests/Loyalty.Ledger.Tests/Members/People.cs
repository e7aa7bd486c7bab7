using System.Globalization;
using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Members;
using Loyalty.Members.Encryption;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Members;

/// <summary>Members for tests; everything follows from the number given.</summary>
internal static class People
{
    public static readonly Caller Desk = new(CallerKind.Desk, "desk-1", "riverside", "", "ann");

    public static readonly DateOnly Birthday = new(1990, 2, 28);

    public static PhoneNumber Phone(long number) =>
        PhoneNumber.Parse((13_800_138_000 + number).ToString(CultureInfo.InvariantCulture))!.Value;

    public static MemberProfile Profile(long number) => new(
        $"Zhang Secretname {number}", Phone(number), Birthday, Gender.Female, $"{number} Hidden Road",
        [new Consent("marketing-sms", true, Samples.Now, "desk-form")], ["vip-whisper"], ["prefers quiet tea"]);

    public static CreateMember Create(long number, long? request = null) =>
        new(Samples.Id(request ?? number), Profile(number));

    /// <summary>Asks for another address.</summary>
    public static UpdateMember Move(Member member, long request, string address) => new(
        Samples.Id(request), member.Id, member.Version, ProfileParts.Address,
        member.Profile! with { Address = address });

    public static UpdateMember Rephone(Member member, long request, PhoneNumber? phone) => new(
        Samples.Id(request), member.Id, member.Version, ProfileParts.Phone, member.Profile! with { Phone = phone });

    public static Task<MemberAnswer> CreateAsync(this MemberRegister register, CreateMember command) =>
        register.CreateAsync(command, Desk, Samples.Now);

    public static Task<MemberAnswer> UpdateAsync(this MemberRegister register, UpdateMember command) =>
        register.UpdateAsync(command, Desk, Samples.Now);

    public static Task<MemberAnswer> EraseAsync(this MemberRegister register, MemberId id) =>
        register.EraseAsync(id, Samples.Now);

    /// <summary>A master key all of whose bytes are the number.</summary>
    public static MasterKey Master(byte number) => new(Enumerable.Repeat(number, MasterKey.Length).ToArray());
}
