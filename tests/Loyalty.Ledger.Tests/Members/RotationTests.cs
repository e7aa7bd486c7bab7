using Loyalty.Domain;
using Loyalty.Members;
using Loyalty.Ledger.Tests.Stores;

namespace Loyalty.Ledger.Tests.Members;

public sealed class SqliteRotationTests(SqliteBed bed) : RotationTests<SqliteBed>(bed);

public sealed class PostgresRotationTests(PostgresBed bed) : RotationTests<PostgresBed>(bed);

/// <summary>Master keys that come and go under members who stay.</summary>
public abstract class RotationTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private const int Count = 120;

    [Fact]
    public async Task Rotation_OfTheMasterKey_LosesNobodyAndNoPhone()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var (old, fresh) = (People.Master(1), People.Master(2));
        var before = await members.OpenAsync(old);
        for (var i = 0; i < Count; i++) await TestMembers.CreateAsync(before, i);

        // 1. The new key wraps, the old one is still there.
        var between = await members.OpenAsync(fresh, old);
        await AssertAllThereAsync(between);
        await TestMembers.CreateAsync(between, Count);
        Assert.Equal(2, (await members.Store.ReadKeyIdsAsync(default)).Count);

        // 2. All are wrapped anew; a second run finds nothing to do.
        Assert.Equal(Count, await members.RewrapAsync(fresh, old));
        Assert.Equal(0, await members.RewrapAsync(fresh, old));

        // 3. The old key is gone, and so is what it can still find.
        var after = await members.OpenAsync(fresh);
        Assert.Equal([fresh.Id], await members.Store.ReadKeyIdsAsync(default));
        await AssertAllThereAsync(after);
        Assert.Equal([$"{Count + 1}"], await ledger.QueryAsync("SELECT count(*) FROM member_phones"));
        Assert.Equal([$"{Count + 1}"], await ledger.QueryAsync("SELECT count(*) FROM member_names"));
        Assert.True((await after.CreateAsync(People.Create(3))).Replayed);
    }

    [Fact]
    public async Task Phone_DuringARotation_StaysUnique()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var (old, fresh) = (People.Master(1), People.Master(2));
        var slow = await members.OpenAsync(old, fresh);
        var fast = await members.OpenAnotherAsync(fresh, old);
        for (var i = 0; i < 20; i++)
        {
            var answers = await Task.WhenAll(
                slow.CreateAsync(People.Create(i, request: 100 + i)),
                fast.CreateAsync(People.Create(i, request: 200 + i)));
            Assert.Single(answers, answer => answer.Refused is null);
            Assert.Single(answers, answer => answer.Refused?.Reason == Refusal.PhoneTaken);
        }
    }

    [Fact]
    public async Task Rewrapping_BrokenOff_GoesOnWhereItWas()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var (old, fresh) = (People.Master(1), People.Master(2));
        var before = await members.OpenAsync(old);
        for (var i = 0; i < Count; i++) await TestMembers.CreateAsync(before, i);
        await members.OpenAsync(fresh, old);
        var breaking = new BreakingStore(members.Store) { RewrapsUntilBroken = 1 };

        await Assert.ThrowsAsync<StoreException>(() => breaking.RewrapAsync(fresh, old));

        var left = await members.Store.ReadWrappedAsync(old.Id, default, Count, default);
        Assert.InRange(left.Count, 1, Count - 1);
        Assert.Equal(2, (await members.Store.ReadKeyIdsAsync(default)).Count);
        Assert.Equal(left.Count, await members.RewrapAsync(fresh, old));
        await AssertAllThereAsync(await members.OpenAsync(fresh));
    }

    [Fact]
    public async Task Rewrapping_BesideChanges_UndoesNone()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var (old, fresh) = (People.Master(1), People.Master(2));
        var slow = await members.OpenAsync(old, fresh);
        var all = new List<Domain.Members.Member>();
        for (var i = 0; i < Count; i++) all.Add(await TestMembers.CreateAsync(slow, i));
        var fast = await members.OpenAsync(fresh, old);

        var changes = all.Select((member, i) => i % 3 == 0
            ? fast.EraseAsync(member.Id)
            : fast.UpdateAsync(People.Rephone(member, 1_000 + i, People.Phone(1_000 + i))));
        await Task.WhenAll([members.RewrapAsync(fresh, old), .. changes]);
        await members.RewrapAsync(fresh, old);

        var after = await members.OpenAsync(fresh);
        for (var i = 0; i < Count; i++)
        {
            Assert.Empty((await after.FindAsync(People.Phone(i))).Members);
            Assert.Equal(i % 3 == 0 ? 0 : 1, (await after.FindAsync(People.Phone(1_000 + i))).Members.Length);
        }
    }

    [Fact]
    public async Task Key_ThatIsRetired_WrapsStillForWhoHasItFirst()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var (old, fresh) = (People.Master(1), People.Master(2));
        var slow = await members.OpenAsync(old, fresh);
        await members.OpenAsync(fresh, old);
        await members.RewrapAsync(fresh, old);

        await TestMembers.CreateAsync(slow, 1);
        await members.OpenAsync(fresh);

        Assert.Equal(2, (await members.Store.ReadKeyIdsAsync(default)).Count);
        Assert.Equal(1, await members.RewrapAsync(fresh, old));
        await members.OpenAsync(fresh);
        Assert.Equal([fresh.Id], await members.Store.ReadKeyIdsAsync(default));
    }

    [Fact]
    public async Task Key_ThatIsNotRegistered_WrapsNobody()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var zombie = await members.OpenAsync(People.Master(1));
        await members.OpenAsync(People.Master(2), People.Master(1));
        await members.RewrapAsync(People.Master(2), People.Master(1));
        await members.OpenAsync(People.Master(2));

        var answer = await zombie.CreateAsync(People.Create(1));

        Assert.Equal(Refusal.LedgerUnavailable, answer.Refused!.Reason);
        Assert.Equal(["0"], await ledger.QueryAsync("SELECT count(*) FROM members"));
    }

    [Fact]
    public async Task Record_ThatWasTamperedWith_IsRefusedAndKeepsItsKey()
    {
        await using var ledger = await bed.OpenAsync();
        var members = new TestMembers(ledger);
        var (old, fresh) = (People.Master(1), People.Master(2));
        var register = await members.OpenAsync(old);
        var (one, two) = (await TestMembers.CreateAsync(register, 1), await TestMembers.CreateAsync(register, 2));
        await ledger.ExecuteAsync("UPDATE members SET profile = archive");

        Assert.Equal(Refusal.MemberUnreadable, (await register.GetAsync(one.Id)).Refused!.Reason);
        Assert.Equal(Refusal.MemberUnreadable, (await register.FindAsync(People.Phone(2))).Refused!.Reason);
        await members.OpenAsync(fresh, old);
        Assert.Equal(0, await members.RewrapAsync(fresh, old));
        await members.OpenAsync(fresh);
        Assert.Contains(old.Id, await members.Store.ReadKeyIdsAsync(default));
        Assert.Null((await register.EraseAsync(two.Id)).Member!.Profile);
    }

    private static async Task AssertAllThereAsync(MemberRegister register)
    {
        for (var i = 0; i < Count; i++)
        {
            var found = await register.FindAsync(People.Phone(i));
            Assert.Equal(People.Profile(i).Name, Assert.Single(found.Members).Profile!.Name);
            Assert.Single((await register.FindAsync(People.Profile(i).Name, People.Birthday)).Members);
        }
    }
}
