using Loyalty.Cli.Csv;
using Loyalty.Cli.Tests.Fakes;

namespace Loyalty.Cli.Tests.Csv;

public sealed class LineReaderTests
{
    private const string Good = "c1,s1,r1,2017-01-01T07:30:27,p1,GROCERY,BREAD,2,1.50\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_PlainOrGzipped_GivesTheLine(bool gzip)
    {
        using var file = new TextFile(TextFile.Header + Good, gzip);
        using var lines = new LineReader(file.Path, decimals: 2);
        Assert.True(lines.Read());
        Assert.Equal(
            ("c1", "s1", "r1", "p1", "BREAD", 2_000L, 150L, new DateTime(2017, 1, 1, 7, 30, 27)),
            (lines.Card, lines.Store, lines.Number, lines.Product, lines.Category, lines.QuantityMilli,
                lines.AmountMinor, lines.Time));
        Assert.False(lines.Read());
    }

    [Fact]
    public void Read_ColumnsInAnotherOrderAndMore_FindsThemByName()
    {
        using var file = new TextFile(
            "amount,extra,quantity,Category,department,product,time,receipt,store,card\n"
            + "3.00,?,0.125,糖果,,\"p,2\",2020-02-29 23:59,r,s,张三\n");
        using var lines = new LineReader(file.Path, decimals: 2);
        Assert.True(lines.Read());
        Assert.Equal(("张三", "糖果", "p,2", 125L, 300L, new DateTime(2020, 2, 29, 23, 59, 0)),
            (lines.Card, lines.Category, lines.Product, lines.QuantityMilli, lines.AmountMinor, lines.Time));
    }

    [Theory]
    [InlineData("", "line 1: the file is empty; it needs a header.")]
    [InlineData("card,store,receipt,time,product,category,amount\n", "line 1: the header lacks department, quantity;")]
    [InlineData(
        "card,card,store,receipt,time,product,department,category,quantity,amount\n",
        "line 1: the column “card” is there twice.")]
    public void Header_ThatIsWrong_SaysWhatIsMissing(string header, string expected)
    {
        using var file = new TextFile(header);
        var fault = Assert.Throws<CsvException>(() => new LineReader(file.Path, decimals: 2));
        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c,s,r,2017-01-01T07:30:27,p,d,k,1,1.234", "amount “1.234” has more than 2 decimals.")]
    [InlineData("c,s,r,2017-01-01T07:30:27,p,d,k,1,free", "amount “free” is no plain decimal number.")]
    [InlineData("c,s,r,2017-01-01T07:30:27,p,d,k,1,", "amount “” is no plain decimal number.")]
    [InlineData("c,s,r,2017-01-01T07:30:27,p,d,k,1e+05,1", "quantity “1e+05” is no plain decimal number.")]
    [InlineData("c,s,r,2017-02-29T07:30:27,p,d,k,1,1", "time “2017-02-29T07:30:27” is not like")]
    [InlineData("c,s,r,2017-01-01T07:30:27Z,p,d,k,1,1", "time “2017-01-01T07:30:27Z” is not like")]
    [InlineData(",s,r,2017-01-01T07:30:27,p,d,k,1,1", "it names no card.")]
    [InlineData("c,s,,2017-01-01T07:30:27,p,d,k,1,1", "it names no receipt.")]
    [InlineData("c,s,r", "it has 3 fields, fewer than the header.")]
    public void Line_ThatIsWrong_IsNamed(string line, string expected)
    {
        using var file = new TextFile(TextFile.Header + Good + line + "\n");
        using var lines = new LineReader(file.Path, decimals: 2);
        Assert.True(lines.Read());
        Assert.StartsWith(
            "line 3: " + expected, Assert.Throws<CsvException>(() => lines.Read()).Message, StringComparison.Ordinal);
    }
}
