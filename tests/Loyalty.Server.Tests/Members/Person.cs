using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Members;

/// <summary>Requests about members, as a desk would send them.</summary>
internal static class Person
{
    public static readonly Metadata Desk = Caller(CallerMetadata.Desk);

    private static int numbers;

    public static Metadata Caller(string kind) => new()
    {
        { CallerMetadata.Kind, kind }, { CallerMetadata.Name, "D1" }, { CallerMetadata.Store, "S1" },
    };

    /// <summary>A mainland mobile number that no other test has.</summary>
    public static string Phone() =>
        (13_900_000_000 + Interlocked.Increment(ref numbers)).ToString(CultureInfo.InvariantCulture);

    public static CreateMemberRequest Creation(string? phone = null) => new()
    {
        RequestId = $"{Some.Id()}",
        View = MemberView.Full,
        Member = new Member
        {
            Name = "欧阳娜娜",
            Phone = phone ?? Phone(),
            Birthday = new Date { Year = 1990, Month = 2, Day = 28 },
            Gender = Gender.Female,
            Address = "南京路 1 号",
            Consents =
            {
                new Consent { Kind = "marketing-sms", Status = ConsentStatus.Given, Source = "desk-form" },
            },
            Tags = { "vip" },
            Notes = { "prefers quiet tea" },
        },
    };

    public static UpdateMemberRequest Update(Member member, params string[] paths) => new()
    {
        RequestId = $"{Some.Id()}",
        View = MemberView.Full,
        Member = new Member(member),
        UpdateMask = new FieldMask { Paths = { paths } },
    };

    public static async Task<Member> CreateAsync(RunningServer server, string? phone = null) =>
        (await server.Members.CreateMemberAsync(Creation(phone), Desk)).Member;

    public static FindMembersRequest ByName(string name) => new()
    {
        NameAndBirthday = new NameAndBirthday { Name = name, Birthday = new Date { Year = 1990, Month = 2, Day = 28 } },
        View = MemberView.Full,
    };
}
