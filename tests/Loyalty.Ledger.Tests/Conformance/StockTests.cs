using Loyalty.Domain.Cards;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteStockTests(SqliteBed bed) : StockTests<SqliteBed>(bed);

public sealed class PostgresStockTests(PostgresBed bed) : StockTests<PostgresBed>(bed);

/// <summary>Ranges of pre-printed numbers are only ever added.</summary>
public abstract class StockTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private static readonly StockRange Range = new("request/1", Number(100), Number(199), Samples.Till);

    [Fact]
    public async Task Range_SentTwice_IsThereOnce()
    {
        await using var ledger = await bed.OpenAsync();
        var stock = ledger.Stores.Stock;
        var statuses = new List<CommitStatus>();
        StockRange[] ranges = [Range, Range, Range with { Last = Number(200) }, Range with { RequestKey = "2" }];
        foreach (var range in ranges)
            statuses.Add(await stock.RegisterAsync(range, default));
        Assert.Equal(
            [CommitStatus.Committed, CommitStatus.Replayed, CommitStatus.Conflict, CommitStatus.Committed], statuses);
        Assert.Equal(["2"], await ledger.QueryAsync("SELECT count(*) FROM stock_ranges"));
    }

    [Theory]
    [InlineData(99, 10, false)]
    [InlineData(100, 10, true)]
    [InlineData(150, 10, true)]
    [InlineData(199, 10, true)]
    [InlineData(200, 10, false)]
    [InlineData(1_500, 11, false)] // longer, and between the two as a text
    [InlineData(15, 9, false)] // shorter
    public async Task Number_IsHeldIfARangeOfItsLengthHasIt(long body, int length, bool expected)
    {
        await using var ledger = await bed.OpenAsync();
        var stock = ledger.Stores.Stock;
        Assert.False(await stock.HoldsAsync(Number(body, length), default));
        await stock.RegisterAsync(Range, default);
        await stock.RegisterAsync(
            Range with { RequestKey = "request/2", First = Number(9_000), Last = Number(9_000) }, default);
        Assert.Equal(expected, await stock.HoldsAsync(Number(body, length), default));
        Assert.True(await stock.HoldsAsync(Number(9_000), default));
    }

    [Fact]
    public async Task Range_OfManyNodesAtOnce_IsRegisteredByOne()
    {
        await using var ledger = await bed.OpenAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => ledger.AnotherNode().Stores.Stock).ToArray();
        var statuses = await Task.WhenAll(nodes.Select(node => node.RegisterAsync(Range, default)));
        Assert.Single(statuses, status => status == CommitStatus.Committed);
        Assert.Equal(3, statuses.Count(status => status == CommitStatus.Replayed));
    }

    [Theory]
    [InlineData("UPDATE stock_ranges SET last_number = first_number")]
    [InlineData("DELETE FROM stock_ranges")]
    public async Task Ranges_Changed_Refuse(string sql)
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.Stores.Stock.RegisterAsync(Range, default);
        await Assert.ThrowsAnyAsync<Exception>(() => ledger.ExecuteAsync(sql));
    }

    private static CardNumber Number(long body, int length = 10)
    {
        var digits = "7" + body.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(length - 2, '0');
        return new CardNumber(digits + (char)('0' + CardNumber.CheckDigit(digits)));
    }
}
