using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Members;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Members;

public sealed class SqliteMergeTests(SqliteBed bed) : MergeTests<SqliteBed>(bed);

public sealed class PostgresMergeTests(PostgresBed bed) : MergeTests<PostgresBed>(bed);

/// <summary>A merged member ends and names the one who stays; the one who stays is there.</summary>
public abstract class MergeTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    [Fact]
    public async Task Merge_IntoOneWhoIsGone_IsRefusedAndChangesNothing()
    {
        await using var ledger = await bed.OpenAsync();
        var register = await new TestMembers(ledger).OpenAsync();
        var (one, two) = (await TestMembers.CreateAsync(register, 1), await TestMembers.CreateAsync(register, 2));
        var three = await TestMembers.CreateAsync(register, 3);
        Assert.Equal((null, false), await MergeAsync(one, two));
        Assert.Equal((null, true), await MergeAsync(one, two));

        Assert.Equal(Refusal.MemberMerged, (await MergeAsync(two, one)).Reason);
        Assert.Equal(Refusal.MemberMerged, (await MergeAsync(one, three)).Reason);
        Assert.Equal((1L, false), await StateAsync(two.Id));
        await register.EraseAsync(three.Id, Samples.Now);
        Assert.Equal(Refusal.MemberErased, (await MergeAsync(two, three)).Reason);
        Assert.Equal((1L, false), await StateAsync(two.Id));

        async Task<(long Version, bool IsGone)> StateAsync(MemberId id)
        {
            var member = (await register.GetAsync(id)).Member!;
            return (member.Version, member.Profile is null);
        }

        async Task<(Refusal? Reason, bool Replayed)> MergeAsync(Member source, Member into)
        {
            var answer = await register.MergeAsync(source.Id, into.Id, Samples.Now);
            return (answer.Refused?.Reason, answer.Replayed);
        }
    }
}
