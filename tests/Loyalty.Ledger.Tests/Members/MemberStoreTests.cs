using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Members;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Members;

public sealed class SqliteMemberTests(SqliteBed bed) : MemberStoreTests<SqliteBed>(bed);

public sealed class PostgresMemberTests(PostgresBed bed) : MemberStoreTests<PostgresBed>(bed);

/// <summary>Outcomes of calls about members, alone and at once.</summary>
public abstract class MemberStoreTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    [Fact]
    public async Task Member_Created_IsReadAndFoundAsHeIs()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var register = await members.OpenAsync();
        var created = await TestMembers.CreateAsync(register, 1);

        var read = (await (await members.OpenAnotherAsync()).GetAsync(created.Id)).Member!;

        AssertSame(created, read);
        AssertSame(created, Assert.Single((await register.FindAsync(People.Phone(1))).Members));
        AssertSame(created, Assert.Single(
            (await register.FindAsync("ZHANG SecretName 1", People.Birthday)).Members));
        Assert.Empty((await register.FindAsync(People.Phone(2))).Members);
        Assert.Empty((await register.FindAsync("Zhang Secretname 1", People.Birthday.AddDays(1))).Members);
        Assert.Empty((await register.FindAsync("Zhang", People.Birthday)).Members);
    }

    [Fact]
    public async Task Member_CreatedTwice_IsOneAndAnsweredAsHeIsNow()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var first = await TestMembers.CreateAsync(register, 1);
        await register.UpdateAsync(People.Move(first, 101, "elsewhere"));

        var again = await register.CreateAsync(People.Create(1));

        Assert.True(again.Replayed);
        var now = again.Member!;
        Assert.Equal((first.Id, 2, "elsewhere"), (now.Id, now.Version, now.Profile!.Address));
    }

    [Fact]
    public async Task RequestId_WithOtherContent_IsAConflict()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var one = await TestMembers.CreateAsync(register, 1);
        var two = await TestMembers.CreateAsync(register, 2);
        await register.UpdateAsync(People.Move(one, 101, "here"));

        Assert.All(
            [
                await register.CreateAsync(People.Create(3, request: 1)),
                await register.CreateAsync(People.Create(3, request: 101)),
                await register.UpdateAsync(People.Move(one, 101, "there")),
                await register.UpdateAsync(People.Move(two, 101, "here")),
                await register.UpdateAsync(People.Move(two, 1, "here")),
            ],
            answer => Assert.Equal(new Refused(Refusal.RequestConflict, "request_id"), answer.Refused));
        Assert.Empty((await register.FindAsync(People.Phone(3))).Members);
    }

    [Fact]
    public async Task RequestId_OfAnotherCaller_IsAnother()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var one = await TestMembers.CreateAsync(register, 1);

        var other = await register.CreateAsync(
            People.Create(2, request: 1), People.Desk with { Name = "desk-2" }, Samples.Now);

        Assert.Null(other.Refused);
        Assert.NotEqual(one.Id, other.Member!.Id);
    }

    [Fact]
    public async Task SameRequest_ManyAtOnce_IsDoneOnce()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        MemberRegister[] nodes = [await members.OpenAsync(), await members.OpenAnotherAsync()];

        var created = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => nodes[i % 2].CreateAsync(People.Create(1))));
        var move = People.Move(created[0].Member!, 101, "elsewhere");
        var moved = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => nodes[i % 2].UpdateAsync(move)));

        Assert.Single(created, answer => answer is { Refused: null, Replayed: false });
        Assert.Equal(19, created.Count(answer => answer.Replayed));
        Assert.Single(moved, answer => answer is { Refused: null, Replayed: false });
        Assert.Equal(19, moved.Count(answer => answer.Replayed));
        Assert.All(moved, answer => Assert.Equal(2, answer.Member!.Version));
    }

    [Fact]
    public async Task Phone_WantedByMany_HasOneMember()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        MemberRegister[] nodes = [await members.OpenAsync(), await members.OpenAnotherAsync()];
        var holders = await Task.WhenAll(
            Enumerable.Range(1, 5).Select(number => TestMembers.CreateAsync(nodes[0], number)));

        var answers = await Task.WhenAll(
        [
            .. Enumerable.Range(0, 20).Select(i => nodes[i % 2].CreateAsync(
                new CreateMember(Samples.Id(200 + i), People.Profile(99)))),
            .. holders.Select((holder, i) => nodes[i % 2].UpdateAsync(
                People.Rephone(holder, 300 + i, People.Phone(99)))),
        ]);

        Assert.Single(answers, answer => answer.Refused is null);
        Assert.All(
            answers.Where(answer => answer.Refused is not null),
            answer => Assert.Equal(new Refused(Refusal.PhoneTaken, "member.phone"), answer.Refused));
        Assert.Single((await nodes[0].FindAsync(People.Phone(99))).Members);
    }

    [Fact]
    public async Task Versions_ChangedByManyAtOnce_AreMadeOnce()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        MemberRegister[] nodes = [await members.OpenAsync(), await members.OpenAnotherAsync()];
        var member = await TestMembers.CreateAsync(nodes[0], 1);
        for (var round = 0; round < 5; round++)
        {
            var from = member;
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => nodes[i % 2].UpdateAsync(
                People.Move(from, 1_000 + 100 * round + i, $"{round}/{i}"))));
            member = Assert.Single(answers, answer => answer.Refused is null).Member!;
            Assert.Equal(round + 2, member.Version);
            Assert.All(
                answers.Where(answer => answer.Refused is not null),
                answer => Assert.Equal(new Refused(Refusal.EtagMismatch, "member.etag"), answer.Refused));
            AssertSame(member, (await nodes[1].GetAsync(member.Id)).Member!);
        }
    }

    [Fact]
    public async Task Phone_GivenUp_IsFreeAndTheNewOneIsFound()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var one = await TestMembers.CreateAsync(register, 1);

        one = (await register.UpdateAsync(People.Rephone(one, 101, People.Phone(7)))).Member!;

        Assert.Equal(one.Id, Assert.Single((await register.FindAsync(People.Phone(7))).Members).Id);
        Assert.Null((await register.CreateAsync(People.Create(1, request: 2))).Refused);
        one = (await register.UpdateAsync(People.Rephone(one, 102, null))).Member!;
        Assert.Empty((await register.FindAsync(People.Phone(7))).Members);
        Assert.Null(one.Profile!.Phone);
    }

    [Fact]
    public async Task Refusals_OfAnUpdate_ComeInTheirOrder()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var one = await TestMembers.CreateAsync(register, 1);
        await TestMembers.CreateAsync(register, 2);
        var taken = People.Rephone(one, 101, People.Phone(2));

        Assert.Equal(
            Refusal.MemberUnknown,
            (await register.UpdateAsync(taken with { Id = new MemberId(Samples.Id(9)), RequestId = Samples.Id(1) }))
                .Refused!.Reason);
        Assert.Equal(
            Refusal.RequestConflict,
            (await register.UpdateAsync(taken with { Version = 7, RequestId = Samples.Id(1) }))
                .Refused!.Reason);
        Assert.Equal(
            Refusal.EtagMismatch, (await register.UpdateAsync(taken with { Version = 7 })).Refused!.Reason);
        Assert.Equal(Refusal.PhoneTaken, (await register.UpdateAsync(taken)).Refused!.Reason);
        Assert.Equal(1, (await register.GetAsync(one.Id)).Member!.Version);
    }

    [Fact]
    public async Task Consents_BeyondTheirBound_AreRefused()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var member = await TestMembers.CreateAsync(register, 1);
        for (var i = 0; ; i++)
        {
            var said = Enumerable.Range(0, 32).Select(
                at => new Consent("app-push", at % 2 == 0, Samples.Now.AddSeconds(32 * i + at), "app"));
            var answer = await register.UpdateAsync(
                new UpdateMember(
                    Samples.Id(100 + i), member.Id, member.Version, ProfileParts.Consents,
                    member.Profile! with { Consents = [.. said] }));
            if (answer.Refused is null)
            {
                member = answer.Member!;
                continue;
            }

            Assert.Equal(new Refused(Refusal.FieldMalformed, "member.consents"), answer.Refused);
            Assert.Equal(1 + 6 * 32, member.Profile!.Consents.Length);
            return;
        }
    }

    [Fact]
    public async Task Search_WithManyHits_SaysThatThereAreMore()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        for (var i = 0; i <= MemberRegister.MaxFound; i++)
        {
            var twin = People.Profile(i) with { Name = "王伟" };
            Assert.Null((await register.CreateAsync(new CreateMember(Samples.Id(i), twin))).Refused);
        }

        var found = await register.FindAsync("王 伟", People.Birthday);

        Assert.Equal((MemberRegister.MaxFound, true), (found.Members.Length, found.HasMore));
    }

    [Fact]
    public async Task Tables_OfMembers_HoldNoPlainText()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var register = await members.OpenAsync();
        var member = await TestMembers.CreateAsync(register, 1);
        await register.UpdateAsync(People.Move(member, 101, "2 Hidden Road"));

        var dump = await members.DumpAsync(bed);

        Assert.Contains(member.Id.ToString().Replace("-", ""), dump.Replace("-", ""), StringComparison.Ordinal);
        string[] secrets = ["Secretname", "Hidden", "13800138001", "whisper", "quiet", "marketing", "1990-02"];
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(secret, dump, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(
                Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret)), dump, StringComparison.Ordinal);
        });
    }

    internal static void AssertSame(Member expected, Member actual)
    {
        Assert.Equal(expected with { Profile = null }, actual with { Profile = null });
        Assert.Equivalent(expected.Profile, actual.Profile, strict: true);
    }
}
