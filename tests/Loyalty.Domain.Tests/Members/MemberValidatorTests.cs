using Loyalty.Domain.Members;

namespace Loyalty.Domain.Tests.Members;

public sealed class MemberValidatorTests
{
    private static readonly DateOnly s_today = new(2026, 6, 15);
    private static readonly DateTimeOffset s_now = new(2026, 6, 15, 4, 0, 0, TimeSpan.Zero);
    private static readonly Consent s_consent = new("marketing-sms", true, s_now, "desk-form");

    private static readonly MemberProfile s_whole = new(
        "张三", PhoneNumber.Parse("13800138000"), new DateOnly(1990, 2, 28), Gender.Female, "南京路 1 号",
        [s_consent], ["vip"], ["likes tea"]);

    public static TheoryData<string, Func<MemberProfile, MemberProfile>> Malformed => new()
    {
        { "name", profile => profile with { Name = "" } },
        { "name", profile => profile with { Name = new string('x', 65) } },
        { "name", profile => profile with { Name = "张\0三" } },
        { "name", profile => profile with { Name = "张三\n" } },
        { "name", profile => profile with { Name = "张\u202E三" } },
        { "name", profile => profile with { Name = "张\uD800" } },
        { "name", profile => profile with { Name = "张\uFFFD" } },
        { "birthday", profile => profile with { Birthday = s_today.AddDays(1) } },
        { "birthday", profile => profile with { Birthday = new DateOnly(1899, 12, 31) } },
        { "gender", profile => profile with { Gender = (Gender)4 } },
        { "address", profile => profile with { Address = new string('x', 201) } },
        { "address", profile => profile with { Address = "a\tb" } },
        { "consents", profile => profile with { Consents = [s_consent with { Kind = "" }] } },
        { "consents", profile => profile with { Consents = [s_consent with { Kind = "短信" }] } },
        { "consents", profile => profile with { Consents = [s_consent with { Source = "" }] } },
        { "consents", profile => profile with { Consents = [s_consent with { Time = s_now.AddMinutes(6) }] } },
        { "consents", profile => profile with { Consents = [s_consent with { Time = s_now.AddYears(-57) }] } },
        { "consents", profile => profile with { Consents = [.. Enumerable.Repeat(s_consent, 33)] } },
        { "tags", profile => profile with { Tags = [""] } },
        { "tags", profile => profile with { Tags = ["vip", "vip"] } },
        { "tags", profile => profile with { Tags = [new string('x', 33)] } },
        { "tags", profile => profile with { Tags = [.. Enumerable.Range(0, 33).Select(i => $"{i}")] } },
        { "notes", profile => profile with { Notes = ["a\rb"] } },
        { "notes", profile => profile with { Notes = [new string('x', 501)] } },
        { "notes", profile => profile with { Notes = [.. Enumerable.Repeat("x", 51)] } },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Profile_WithABadPart_NamesItsField(string field, Func<MemberProfile, MemberProfile> spoil) =>
        Assert.Equal(
            new Refused(Refusal.FieldMalformed, "member." + field),
            MemberValidator.Check(ProfileParts.All, spoil(s_whole), s_today, s_now));

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Profile_WithABadPartThatDoesNotCount_IsAccepted(
        string field, Func<MemberProfile, MemberProfile> spoil)
    {
        var part = Enum.Parse<ProfileParts>(field, ignoreCase: true);
        Assert.Null(MemberValidator.Check(ProfileParts.All & ~part, spoil(s_whole), s_today, s_now));
    }

    [Fact]
    public void Profile_AtItsBounds_IsAccepted()
    {
        var profile = s_whole with
        {
            Name = new string('x', 64),
            Birthday = s_today,
            Address = new string('x', 200),
            Consents = [.. Enumerable.Repeat(s_consent with { Time = s_now.AddMinutes(5) }, 31), s_consent],
            Tags = [.. Enumerable.Range(0, 32).Select(i => $"{i}".PadLeft(32, '0'))],
            Notes = [.. Enumerable.Repeat(new string('x', 500), 50)],
        };

        Assert.Null(MemberValidator.Check(ProfileParts.All, profile, s_today, s_now));
        Assert.Null(MemberValidator.Check(
            ProfileParts.All, profile with { Birthday = MemberValidator.EarliestBirthday }, s_today, s_now));
    }

    [Fact]
    public void Change_OfConsents_AddsEachStatementOnceAndTakesNoneAway()
    {
        var withdrawn = s_consent with { IsGiven = false, Time = s_now.AddDays(1) };

        var changed = s_whole.With(ProfileParts.Consents, s_whole with { Consents = [withdrawn, s_consent] });

        Assert.Equal([s_consent, withdrawn], changed.Consents);
        Assert.Equal([withdrawn], changed.ConsentsNow);
    }

    [Fact]
    public void Change_OfOnePart_LeavesTheOthers()
    {
        var other = new MemberProfile("李四", null, null, Gender.Male, "", [], [], []);

        var changed = s_whole.With(ProfileParts.Phone | ProfileParts.Tags, other);

        Assert.Equal(s_whole with { Phone = null, Tags = [] }, changed with { Tags = [] });
        Assert.Empty(changed.Tags);
    }

    [Fact]
    public void Profile_Printed_TellsNothing() => Assert.All(
        [
            s_whole.ToString(),
            new CreateMember(Guid.Empty, s_whole).ToString(),
            new UpdateMember(Guid.Empty, default, 1, ProfileParts.All, s_whole).ToString(),
            new Member(default, 1, s_whole, default, default).ToString(),
        ],
        text =>
        {
            Assert.DoesNotContain("张", text, StringComparison.Ordinal);
            Assert.DoesNotContain("138", text, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("张三", "张**")]
    [InlineData("欧阳娜娜", "欧**")]
    [InlineData("Ann", "A**")]
    [InlineData("𠮷野", "𠮷**")]
    [InlineData("", "")]
    public void Name_Masked_ShowsItsFirstCharacter(string name, string masked) =>
        Assert.Equal(masked, PersonName.Mask(name));

    [Theory]
    [InlineData("张三", "张 三")]
    [InlineData("张三", "张\u3000三")]
    [InlineData("Ann Lee", "ann lee")]
    [InlineData("Ann", "Ａｎｎ")]
    [InlineData("买买提·艾力", "买买提艾力")]
    public void Name_WrittenOtherwise_IsTheSame(string one, string other) =>
        Assert.Equal(PersonName.Fold(one), PersonName.Fold(other));

    [Theory]
    [InlineData(CallerKind.Desk, MemberView.Full)]
    [InlineData(CallerKind.Supervisor, MemberView.Full)]
    [InlineData(CallerKind.BackOffice, MemberView.Masked)]
    [InlineData(CallerKind.Till, MemberView.Masked)]
    [InlineData(CallerKind.Partner, MemberView.Masked)]
    public void Caller_OfAKind_SeesWhatItNeeds(CallerKind kind, MemberView widest) =>
        Assert.Equal(widest, MemberRights.WidestView(kind));
}
