using System.Text;
using Loyalty.Cli.Csv;

namespace Loyalty.Cli.Tests.Csv;

public sealed class CsvReaderTests
{
    [Fact]
    public void Read_PlainLines_GivesFieldsAndLineNumbers() => Assert.Equal(
        ["1:a|b|", "2:|c|d", "3:e"], Read("a,b,\n,c,d\ne"));

    [Fact]
    public void Read_QuotedFields_UndoublesQuotesAndKeepsCommas() => Assert.Equal(
        ["1:a,b|say \"hi\"||x", "2:\""], Read("\"a,b\",\"say \"\"hi\"\"\",\"\",x\n\"\"\"\"\n"));

    [Fact]
    public void Read_LineBreakInQuotes_CountsItsLines() => Assert.Equal(
        ["1:a\nb|c", "3:d"], Read("\"a\nb\",c\nd\n"));

    [Fact]
    public void Read_CarriageReturnsMarkAndEmptyLines_ArePassedOver() => Assert.Equal(
        ["1:a|b", "4:c"], Read("\uFEFFa,b\r\n\r\n\nc\r\n"));

    [Fact]
    public void Read_BytesOneByOne_GivesTheSame() => Assert.Equal(
        ["1:a,1|b", "2:\"c\""], Read("\"a,1\",b\r\n\"\"\"c\"\"\"", bytesPerRead: 1));

    [Fact]
    public void Read_RecordLargerThanTheBuffer_IsWhole()
    {
        var large = new string('x', 200_000);
        Assert.Equal(["1:a", $"2:{large}|b", "3:c"], Read($"a\n\"{large}\",b\nc\n"));
    }

    [Theory]
    [InlineData("a\n\"b\nc\n", "line 2: a quoted field has no end.")]
    [InlineData("a\nb\"c\"\n", "line 2: a quote inside a field that doesn't begin with one.")]
    [InlineData("\"a\"b,c\n", "line 1: text between a closing quote and the comma.")]
    public void Read_MisquotedField_NamesItsLine(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<CsvException>(() => Read(text)).Message);

    [Fact]
    public void Read_QuoteThatNeverEnds_StopsBeforeTheMemoryDoes() => Assert.StartsWith(
        "line 1: a record of more than",
        Assert.Throws<CsvException>(() => Read("\"" + new string('x', 2_000_000))).Message,
        StringComparison.Ordinal);

    private static List<string> Read(string text, int bytesPerRead = int.MaxValue)
    {
        var reader = new CsvReader(new Dripping(Encoding.UTF8.GetBytes(text), bytesPerRead));
        var records = new List<string>();
        while (reader.Read())
        {
            var fields = Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.UTF8.GetString(reader[i]));
            records.Add($"{reader.Line}:{string.Join('|', fields)}");
        }

        return records;
    }

    private sealed class Dripping(byte[] bytes, int bytesPerRead) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, bytesPerRead));
    }
}
