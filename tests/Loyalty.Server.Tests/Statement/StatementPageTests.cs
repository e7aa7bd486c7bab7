using Loyalty.Ledger;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Statement;

public sealed class StatementPageTests
{
    /// <summary>A filter that matches nothing looks at each entry once, and at so many per call at most.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_ThatMatchNothing_LookAtEachEntryOnceInBoundedSteps(bool newestFirst)
    {
        const long Last = 10_000;
        var request = new ListLedgerEntriesRequest { NewestFirst = newestFirst };
        var seen = new HashSet<long>();
        var calls = 0;
        do
        {
            Assert.Null(StatementPage.Read(request, out var page));
            var scan = page!.ScanOf(Last);
            Assert.InRange(scan.ToSeq - scan.FromSeq + 1, 1, StatementPage.MaxSeqs);
            for (var seq = scan.FromSeq; seq <= scan.ToSeq; seq++) Assert.True(seen.Add(seq));
            request.PageToken = StatementPage.TokenAfter(scan, [], Last);
            calls++;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal((Last, 5), (seen.Count, calls));
    }

    [Theory]
    [InlineData("0", false, 1, 9)]
    [InlineData("4", false, 5, 9)]
    [InlineData("9", false, 10, 9)]
    [InlineData("9223372036854775807", false, 10, 9)]
    [InlineData("0", true, 1, -1)]
    [InlineData("1", true, 1, 0)]
    [InlineData("4", true, 1, 3)]
    [InlineData("9223372036854775807", true, 1, 9)]
    public void Scan_OfAnyToken_StaysWithinTheCard(string token, bool newestFirst, long from, long to)
    {
        Assert.Null(StatementPage.Read(new() { PageToken = token, NewestFirst = newestFirst }, out var page));
        Assert.Equal(new EntryScan(from, to, 100, page!.Filter, newestFirst), page.ScanOf(9));
    }
}
