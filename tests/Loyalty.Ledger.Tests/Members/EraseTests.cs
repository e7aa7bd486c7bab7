using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Members;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Members;

public sealed class SqliteEraseTests(SqliteBed bed) : EraseTests<SqliteBed>(bed);

public sealed class PostgresEraseTests(PostgresBed bed) : EraseTests<PostgresBed>(bed);

/// <summary>A member who wants to be erased.</summary>
public abstract class EraseTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    [Fact]
    public async Task Erase_OfAMember_LeavesTheRowAloneAndFreesThePhone()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var register = await members.OpenAsync();
        var member = await TestMembers.CreateAsync(register, 1);

        var erased = await register.EraseAsync(member.Id);

        Assert.Equal((false, 2L), (erased.Replayed, erased.Member!.Version));
        Assert.Null(erased.Member.Profile);
        Assert.Equal(erased.Member, (await register.GetAsync(member.Id)).Member);
        Assert.Empty((await register.FindAsync(People.Phone(1))).Members);
        Assert.Empty((await register.FindAsync(member.Profile!.Name, People.Birthday)).Members);
        Assert.Equal(["0"], await ledger.QueryAsync("SELECT count(*) FROM member_phones"));
        Assert.Equal(["0"], await ledger.QueryAsync("SELECT count(*) FROM member_names"));
        Assert.Equal(
            ["1"],
            await ledger.QueryAsync(
                "SELECT count(*) FROM members WHERE key_id IS NULL AND wrapped_key IS NULL AND profile IS NULL "
                + "AND archive IS NULL"));
        Assert.Null((await register.CreateAsync(People.Create(1, request: 2))).Refused);
    }

    [Fact]
    public async Task Erase_Repeated_DoesNothing()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var member = await TestMembers.CreateAsync(register, 1);
        var first = await register.EraseAsync(member.Id);

        var second = await register.EraseAsync(member.Id);

        Assert.Equal(first with { Replayed = true }, second);
    }

    [Fact]
    public async Task Erased_Member_RefusesChangesAndRepeats()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var member = await TestMembers.CreateAsync(register, 1);
        var move = People.Move(member, 101, "elsewhere");
        await register.UpdateAsync(move);
        await register.EraseAsync(member.Id);

        Assert.All(
            [
                await register.CreateAsync(People.Create(1)),
                await register.UpdateAsync(move),
                await register.UpdateAsync(move with { RequestId = Samples.Id(102), Version = 3 }),
            ],
            answer => Assert.Equal(Refusal.MemberErased, answer.Refused!.Reason));
    }

    [Fact]
    public async Task Erase_OfNobody_IsUnknown()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();

        var answer = await register.EraseAsync(new MemberId(Samples.Id(9)));

        Assert.Equal(Refusal.MemberUnknown, answer.Refused!.Reason);
    }

    [Fact]
    public async Task Erase_RacingChanges_Stays()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        MemberRegister[] nodes = [await members.OpenAsync(), await members.OpenAnotherAsync()];
        for (var round = 0; round < 10; round++)
        {
            var member = await TestMembers.CreateAsync(nodes[0], round);
            var changes = Enumerable.Range(0, 4).Select(i => nodes[i % 2].UpdateAsync(
                People.Rephone(member, 1_000 + 10 * round + i, People.Phone(5_000 + i))));

            await Task.WhenAll([.. changes, nodes[1].EraseAsync(member.Id)]);

            Assert.Null((await nodes[0].GetAsync(member.Id)).Member!.Profile);
            Assert.Equal(["0"], await ledger.QueryAsync("SELECT count(*) FROM member_phones"));
        }
    }

    [Fact]
    public async Task Ledger_AfterAnErase_IsClean()
    {
        await using var ledger = await bed.OpenAsync();
        await FiveCards.FillAsync(ledger);
        var register = await new TestMembers(ledger).OpenAsync();
        var member = await TestMembers.CreateAsync(register, 1);

        await register.EraseAsync(member.Id);

        await ledger.AssertCleanAsync();
    }
}
