using System.Threading.Channels;
using Loyalty.Cli.Csv;
using Loyalty.Cli.Replay;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Replay;

public sealed class ReceiptSourceTests
{
    private static readonly GetProgramResponse Program = new FakeEngine().Program;

    [Fact]
    public async Task Lines_ApartInTheFile_MakeOneReceiptWithTheirSum()
    {
        var receipts = await ReadAsync(
            "c1,s1,r1,2017-01-01T07:30:27,p1,d,k1,1,1.50\n"
            + "c2,s1,r2,2017-01-01T08:00:00,p9,d,k9,1,9.99\n"
            + "c1,s1,r1,2017-01-01T07:30:27,p2,d,k2,0.5,-0.20\n");
        Assert.Equal(["c2 s1 r2 9.99", "c1 s1 r1 1.30"], receipts.Select(Print));
        Assert.Equal(["p1 k1 1000", "p2 k2 500"],
            receipts[1].Receipt.Lines.Select(l => $"{l.Product} {l.Category} {l.QuantityMilli}"));
        Assert.Equal("2017-01-01T12:30:27Z", receipts[1].Receipt.SaleTime.ToString().Trim('"'));
    }

    [Fact]
    public async Task Number_OfAnotherStoreOrDay_IsAnotherReceipt() => Assert.Equal(
        ["c s1 r 1.00", "c s2 r 2.00", "c s1 r 3.00"],
        (await ReadAsync(
            "c,s1,r,2017-01-01T23:59:59,p,d,k,1,1.00\n"
            + "c,s2,r,2017-01-01T23:59:59,p,d,k,1,2.00\n"
            + "c,s1,r,2017-01-02T00:00:00,p,d,k,1,3.00\n")).Select(Print));

    [Fact]
    public async Task Receipt_OnTwoCards_NamesTheLine()
    {
        var fault = await Assert.ThrowsAsync<CsvException>(() => ReadAsync(
            "c1,s,r,2017-01-01T07:30:27,p,d,k,1,1.00\nc2,s,r,2017-01-01T07:30:27,p,d,k,1,1.00\n"));
        Assert.Equal("line 3: receipt r of store s is on card c2 here, and on card c1 before.", fault.Message);
    }

    [Fact]
    public async Task File_ThatGrowsBetweenItsReadings_IsNotedAsChanged()
    {
        const string Lines = "c,s,r,2017-01-01T07:30:27,p,d,k,1,1.00\n";
        var fault = await Assert.ThrowsAsync<CommandException>(() => ReadAsync(Lines, Lines + Lines));
        Assert.Equal("FILE_CHANGED", fault.Reason);
        fault = await Assert.ThrowsAsync<CommandException>(() => ReadAsync(Lines + Lines, Lines));
        Assert.Equal("FILE_CHANGED", fault.Reason);
    }

    private static async Task<List<AccruePointsRequest>> ReadAsync(string first, string? second = null)
    {
        var scan = new ReceiptScan();
        using (var file = new TextFile(TextFile.Header + first))
        {
            using var lines = new LineReader(file.Path, decimals: 2);
            scan.Read(lines, CancellationToken.None);
        }

        using var again = new TextFile(TextFile.Header + (second ?? first));
        using var anew = new LineReader(again.Path, decimals: 2);
        var receipts = Channel.CreateUnbounded<AccruePointsRequest>();
        await new ReceiptSource(scan, new ProgramCurrency(Program), MallTime.Of(Program))
            .ProduceAsync(anew, scan.Cards, receipts.Writer, CancellationToken.None);
        return await receipts.Reader.ReadAllAsync().ToListAsync();
    }

    private static string Print(AccruePointsRequest request) =>
        $"{request.CardNumber} {request.Receipt.Store} {request.Receipt.Number} "
        + $"{request.Receipt.Total.Units}.{request.Receipt.Total.Nanos / 10_000_000:00}";
}
