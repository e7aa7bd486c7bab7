using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

/// <summary>
/// A file that has lost what it had acknowledged, under a server that still knows the newer card: no entry may follow
/// on one that isn't there.
/// </summary>
public sealed class SqliteLossTests(SqliteBed bed) : IClassFixture<SqliteBed>
{
    [Fact]
    public async Task EntryBefore_GoneFromTheFile_IsNotFollowedOn()
    {
        await using var ledger = await bed.OpenAsync();
        var (first, second) = (Samples.Accrue(await ledger.IssueAsync(1), 1), await ledger.IssueAsync(2));
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(first)).Status);
        var lost = Samples.Accrue(first.After, 2);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(lost)).Status);
        await ledger.ExecuteAsync(
            bed.Unlock + "DELETE FROM entries WHERE seq > 2; DELETE FROM unique_keys WHERE seq > 2;");

        var outcomes = await ledger.CommitAllAsync([Samples.Accrue(lost.After, 3), Samples.Accrue(second, 4)]);

        Assert.Equal(
            [CommitStatus.VersionConflict, CommitStatus.Committed], outcomes.Select(outcome => outcome.Status));
        var left = (await ledger.Ledger.LoadAsync(first.CardId))!;
        Assert.Equal(2, left.Seq);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(Samples.Accrue(left, 3))).Status);
        await ledger.AssertCleanAsync();
    }
}
