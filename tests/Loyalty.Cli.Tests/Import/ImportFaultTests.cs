using System.Text;
using Loyalty.Cli.Import;
using Loyalty.Cli.Tests.Fakes;

namespace Loyalty.Cli.Tests.Import;

public sealed class ImportFaultTests
{
    private const string Header =
        "key,number,type,issue_date,term_end_date,status,points,debt,member,name,phone,birthday\n";

    private static readonly ImportFrame Frame =
        new("old", new DateOnly(2026, 6, 15), new DateTimeOffset(2026, 6, 15, 4, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(
        "K1,4111111111111111,digital,2024-02-29,2027-01-01,live,5@never;7@2026-12-31,,M,张三,13800138000,1990-02-28")]
    [InlineData("K1,,one-year,2026-06-15,2026-06-15,lost+suspended,,1000000000000000,,,,")]
    [InlineData(",,,,,,,,M,张三,,")]
    [InlineData("K1,,long-term,2020-01-01,,,3@2020-12-31,0,,李四,+33 6 12 34 56 78,")]
    public void Line_ThatIsRight_HasNoFault(string line) => Assert.Empty(FaultsOf(line));

    [Theory]
    [InlineData(",4111111111111111,digital,2024-01-01,,,,,,,,", "key is missing")]
    [InlineData("K 1 ,,digital,2024-01-01,,,,,,,,", "key is not 1 to 64 printable ASCII characters")]
    [InlineData("键,,digital,2024-01-01,,,,,,,,", "key is not 1 to 64 printable ASCII characters")]
    [InlineData("K1,4111111111111112,digital,2024-01-01,,,,,,,,", "number has a wrong check digit")]
    [InlineData("K1,4111,digital,2024-01-01,,,,,,,,", "number is not 8 to 19 digits")]
    [InlineData("K1,,gold,2024-01-01,,,,,,,,", "type is not one-year, long-term or digital")]
    [InlineData("K1,,,2024-01-01,,,,,,,,", "type is not one-year, long-term or digital")]
    [InlineData("K1,,digital,,,,,,,,,", "issue_date is missing")]
    [InlineData("K1,,digital,2023-02-29,,,,,,,,", "issue_date is no date like 1990-12-31")]
    [InlineData("K1,,digital,0001-01-01,,,,,,,,", "issue_date is no date like 1990-12-31")]
    [InlineData("K1,,digital,2026-06-16,,,,,,,,", "issue_date is in the future")]
    [InlineData("K1,,digital,2024-01-02,2024-01-01,,,,,,,", "term_end_date is before issue_date")]
    [InlineData("K1,,digital,2024-01-01,,stolen,,,,,,", "status is not live, lost, suspended or lost+suspended")]
    [InlineData("K1,,digital,2024-01-01,,,5,,,,,", "points has a part that is not like 120@2027-12-31 or 120@never")]
    [InlineData(
        "K1,,digital,2024-01-01,,,5@2027-13-31,,,,,",
        "points has a part that is not like 120@2027-12-31 or 120@never")]
    [InlineData("K1,,digital,2024-01-01,,,5@never;6@never,,,,,", "points has never twice")]
    [InlineData(
        "K1,,digital,2024-01-01,,,0@never,,,,,",
        "points has a part that is no whole number above 0, or more than a card can hold")]
    [InlineData(
        "K1,,digital,2024-01-01,,,-5@never,,,,,",
        "points has a part that is no whole number above 0, or more than a card can hold")]
    [InlineData(
        "K1,,digital,2024-01-01,,,1.5@never,,,,,",
        "points has a part that is no whole number above 0, or more than a card can hold")]
    [InlineData(
        "K1,,digital,2024-01-01,,,99999999999999999999@never,,,,,",
        "points has a part that is no whole number above 0, or more than a card can hold")]
    [InlineData(
        "K1,,digital,2024-01-01,,,1000000000000000@never;1@2027-01-01,,,,,",
        "points is more than a card can hold")]
    [InlineData("K1,,digital,2024-01-01,,,,-1,,,,", "debt is no whole number, or more than a card can hold")]
    [InlineData(
        "K1,,digital,2024-01-01,,,,1000000000000001,,,,",
        "debt is no whole number, or more than a card can hold")]
    [InlineData("K1,,digital,2024-01-01,,,5@never,1,,,,", "debt stands beside points")]
    [InlineData("K1,,digital,2024-01-01,,,,,M,,13800138000,", "name is missing, longer than 64 characters, or no text")]
    [InlineData(
        "K1,,digital,2024-01-01,,,,,M,张\u202e三,,", "name is missing, longer than 64 characters, or no text")]
    [InlineData(
        "K1,,digital,2024-01-01,,,,,M,张三,1380013800,",
        "phone is no mainland mobile number, and none of another country with +")]
    [InlineData("K1,,digital,2024-01-01,,,,,M,张三,,1899-12-31", "birthday is before 1900 or in the future")]
    [InlineData("K1,,digital,2024-01-01,,,,,M,,,", "member is nobody of whom a line tells the name")]
    [InlineData("K1,,digital,2024-01-01,,,,,员,张三,,", "member is not 1 to 160 printable ASCII characters")]
    [InlineData(",,,,,,,,,张三,,", "member is missing, on a line without card")]
    [InlineData(",,,,,,,,M,,,", "has neither a card nor a member")]
    [InlineData("K1,,digital", "has 3 fields, the header has 12")]
    [InlineData("K1,,digital,2024-01-01,,,,,,,,,", "has 13 fields, the header has 12")]
    [InlineData("K1,4\"\"1,digital,2024-01-01,,,,,,,,", "a quote inside a field that doesn't begin with one")]
    [InlineData("K1,,digital,2024-01-01,,,,,M,\"张三,,", "a quoted field has no end")]
    public void Line_ThatIsWrong_SaysSo(string line, string problem) =>
        Assert.Contains($"line 2: {problem}", FaultsOf(line));

    [Fact]
    public void Lines_ThatAreWrongInManyWays_AreAllReported() => Assert.Equal(
        [
            "line 2: number is not 8 to 19 digits", "line 2: type is not one-year, long-term or digital",
            "line 3: a quote inside a field that doesn't begin with one", "line 4: issue_date is in the future",
        ],
        FaultsOf("K1,1,x,2024-01-01,,,,,,,,\nK2,1\"\"1,,,,,,,,,,\nK3,,digital,2030-01-01,,,,,,,,"));

    [Fact]
    public void Lines_ThatTakeTheSame_NameEachOther()
    {
        const string first = "K1,4111111111111111,digital,2024-01-01,,,,,M,张三,13800138000,";
        Assert.Equal(
            ["line 2: key stands also on line 3", "line 3: key stands also on line 2"],
            FaultsOf($"{first}\nK1,,digital,2024-01-01,,,,,,,,"));
        Assert.Equal(
            ["line 2: number stands also on line 3", "line 3: number stands also on line 2"],
            FaultsOf($"{first}\nK2,4111 1111 1111 1111,digital,2024-01-01,,,,,,,,"));
        Assert.Equal(
            ["line 2: phone stands also on line 3", "line 3: phone stands also on line 2"],
            FaultsOf($"{first}\nK2,,digital,2024-01-01,,,,,N,李四,+86 138-0013-8000,"));
        Assert.Equal(
            [
                "line 2: member has a card of the same type on line 3",
                "line 3: member has a card of the same type on line 2",
            ],
            FaultsOf($"{first}\nK2,,digital,2024-01-01,,,,,M,,,"));
        Assert.Equal(
            ["line 2: member is somebody else on line 3", "line 3: member is somebody else on line 2"],
            FaultsOf($"{first}\nK2,,long-term,2024-01-01,,,,,M,李四,,"));
        Assert.Empty(FaultsOf($"{first}\nK2,,long-term,2024-01-01,,,,,M,张三,13800138000,"));
    }

    [Fact]
    public void Member_OfWhomNoLineTells_IsAFaultOfEachOfHisLines() => Assert.Equal(
        [
            "line 2: member is nobody of whom a line tells the name",
            "line 4: member is nobody of whom a line tells the name",
        ],
        FaultsOf(
            "K1,,digital,2024-01-01,,,,,M,,,\nK2,,digital,2024-01-01,,,,,N,李四,,\n"
            + "K3,,long-term,2024-01-01,,,,,M,,,\nK4,,long-term,2024-01-01,,,,,N,,,"));

    [Fact]
    public void Text_ThatIsNotUtf8_IsAFaultThatDoesNotRepeatIt()
    {
        var bytes = Encoding.Latin1.GetBytes(Header + "K1,,digital,2024-01-01,,,,,M,M\u00fcller,,");
        Assert.Contains("line 2: name is not UTF-8", FaultsOf(bytes));
    }

    [Theory]
    [InlineData("", "line 1: the file is empty; it needs a header.")]
    [InlineData("key,type\n", "line 1: the header lacks issue_date, points.")]
    [InlineData("key,type,issue_date,points,key\n", "line 1: the column “key” is there twice.")]
    [InlineData(
        "key,type,issue_date,points,brithday\n",
        "line 1: no column is called “brithday”; columns are source,")]
    public void Header_ThatIsWrong_EndsIt(string header, string expected)
    {
        var fault = Assert.Throws<Loyalty.Cli.Csv.CsvException>(() => Scan(Encoding.UTF8.GetBytes(header)));
        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Source_OfNoLineAndNoOption_IsAFault()
    {
        var faults = new ImportFaults();
        var bytes = Encoding.UTF8.GetBytes(Header + "K1,,digital,2024-01-01,,,,,,,,");
        new ImportScan(faults).Read(new ImportFile("x.csv", bytes, Frame with { Source = "" }), default);
        Assert.Equal("line 2: source is missing; --source gives one for all", Assert.Single(faults.ByLine).ToString());
    }

    private static List<string> FaultsOf(string lines) => FaultsOf(Encoding.UTF8.GetBytes(Header + lines));

    private static List<string> FaultsOf(byte[] bytes) => [.. Scan(bytes).ByLine.Select(fault => fault.ToString())];

    private static ImportFaults Scan(byte[] bytes)
    {
        var faults = new ImportFaults();
        new ImportScan(faults).Read(new ImportFile("x.csv", bytes, Frame), default);
        return faults;
    }
}
