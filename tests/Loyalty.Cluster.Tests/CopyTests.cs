using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.V1;

namespace Loyalty.Cluster.Tests;

/// <summary>A copy of the database beside the one in use, or in its place, and servers on both.</summary>
[Collection(nameof(Copies))]
public sealed class CopyTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Receipts = 60;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>Unknown, too: a session that was ended shows it to whoever sends on it next.</summary>
    private static readonly string[] s_noAnswer = ["LEDGER_UNAVAILABLE", "OUTCOME_UNKNOWN"];

    private readonly Copies copies = new();

    public ValueTask InitializeAsync() => copies.InitializeAsync();

    public ValueTask DisposeAsync() => copies.DisposeAsync();

    /// <summary>The dump names production's silos, which run: the copy's servers must not join them.</summary>
    [Fact]
    public async Task Dump_RestoredBesideProduction_IsServedByAClusterOfItsOwn()
    {
        Assert.SkipWhen(PostgresServer.Find("pg_dump") is null, "no pg_dump here");
        var production = await copies.StartAsync(await copies.Databases.CreateAsync("prod"));
        var cards = await Sale.CardsAsync(production.Client, 20);
        var before = await production.AccrueAsync(cards, Receipts);
        var test = await copies.StartAsync(await copies.Databases.CopyByDumpAsync("prod", "copy"));

        Receipt[][] after = await Task.WhenAll(
            production.AccrueAsync(cards, Receipts), test.AccrueAsync(cards, Receipts));
        await production.StopOneAsync();
        var last = await production.AccrueAsync(cards, Receipts);

        Assert.Equal(Numbers(before, after[0], last), await production.ReceiptsAsync());
        Assert.Equal(Numbers(before, after[1]), await test.ReceiptsAsync());
        Assert.Equal(1, await production.MembersAsync());
        Assert.Equal(Copies.Silos, await test.MembersAsync());
        await production.AuditAsync();
        await test.AuditAsync();
    }

    /// <summary>
    /// The copy has taken production's name under running servers. They neither read nor write it and say so; when
    /// production is back they go on where they were.
    /// </summary>
    [Fact]
    public async Task TemplateCopy_SwappedInUnderLoad_IsRefusedUntilProductionIsBack()
    {
        var production = await copies.StartAsync(await copies.Databases.CreateAsync("prod"));
        var cards = await Sale.CardsAsync(production.Client, 20);
        await copies.Databases.CopyByTemplateAsync("prod", "copy");
        var requests = Enumerable.Range(0, Receipts).Select(i => Sale.On(cards[i % cards.Length])).ToList();
        var first = await production.SendAsync(requests);
        using var load = production.Load(cards);
        await Silos.WaitAsync(() => Task.FromResult(load.Sold >= 2 * Receipts), Soon, "there is a load");

        await copies.Databases.RenameAsync("prod", "original");
        await copies.Databases.RenameAsync("copy", "prod");
        await production.WaitForReadyAsync(false, Soon);
        Assert.All(
            await Task.WhenAll(requests.Select(production.RefusalOfAsync)),
            refusal => Assert.Contains(refusal, s_noAnswer));
        Assert.Empty(await production.ReceiptsAsync());

        await copies.Databases.RenameAsync("prod", "copy");
        await copies.Databases.RenameAsync("original", "prod");
        await production.WaitForReadyAsync(true, Soon);
        var sold = await load.EndAsync();
        var again = await production.SendAsync(requests);

        output.WriteLine($"{sold.Count} receipts under load");
        Assert.All(again, answer => Assert.True(answer.Replayed));
        Assert.Equal(first.Select(answer => answer.Seq), again.Select(answer => answer.Seq));
        Assert.Equal(
            Numbers([.. requests.Select(request => request.Receipt), .. sold]), await production.ReceiptsAsync());
        Assert.All(production.Said(), said => Assert.Equal(2, said.Split("is not the one on which").Length));
        await production.AuditAsync();
    }

    /// <summary>The copy was meant to take production's place: servers that are started again serve it.</summary>
    [Fact]
    public async Task TemplateCopy_SwappedInOnPurpose_IsServedAfterARestart()
    {
        var production = await copies.StartAsync(await copies.Databases.CreateAsync("prod"));
        var cards = await Sale.CardsAsync(production.Client, 20);
        var both = Enumerable.Range(0, Receipts).Select(i => Sale.On(cards[i % cards.Length])).ToList();
        await production.SendAsync(both);
        await copies.Databases.CopyByTemplateAsync("prod", "copy");
        await production.WaitForReadyAsync(true, Soon);
        var lost = Enumerable.Range(0, Receipts).Select(i => Sale.On(cards[i % cards.Length])).ToList();
        await production.SendAsync(lost);

        await copies.Databases.RenameAsync("prod", "original");
        await copies.Databases.RenameAsync("copy", "prod");
        await production.RestartAsync();
        Assert.All(await production.SendAsync(both), answer => Assert.True(answer.Replayed));
        Assert.All(await production.SendAsync(lost), answer => Assert.False(answer.Replayed));

        Assert.Equal(
            Numbers([.. both.Concat(lost).Select(request => request.Receipt)]), await production.ReceiptsAsync());
        await production.AuditAsync();
    }

    private static IEnumerable<string> Numbers(params Receipt[][] receipts) =>
        receipts.SelectMany(some => some).Select(receipt => receipt.Number).Order(StringComparer.Ordinal);
}
