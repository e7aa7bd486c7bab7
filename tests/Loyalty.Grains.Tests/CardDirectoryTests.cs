using Loyalty.Domain;
using Loyalty.Grains.Cards;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

public sealed class CardDirectoryTests
{
    private readonly FakeLedger ledger = new();

    [Fact]
    public async Task Find_AKnownNumber_AsksTheLedgerOnce()
    {
        ledger.Write(Samples.Issue(1));
        var directory = new CardDirectory(ledger);

        for (var i = 0; i < 3; i++) Assert.Equal(Samples.CardId(1), await directory.FindAsync(Samples.Number(1)));

        Assert.Equal(1, ledger.Calls["find"]);
    }

    [Fact]
    public async Task Find_AnUnknownNumber_IsAskedAgainSinceItMayBeIssuedNow()
    {
        var directory = new CardDirectory(ledger);
        Assert.Null(await directory.FindAsync(Samples.Number(1)));
        ledger.Write(Samples.Issue(1));

        Assert.Equal(Samples.CardId(1), await directory.FindAsync(Samples.Number(1)));
    }

    [Fact]
    public async Task Memory_IsBoundedAndKeepsWhatIsAskedFor()
    {
        for (var i = 1; i <= 100; i++) ledger.Write(Samples.Issue(i));
        var directory = new CardDirectory(ledger, capacity: 10);

        for (var i = 1; i <= 100; i++)
        {
            await directory.FindAsync(Samples.Number(i));
            await directory.FindAsync(Samples.Number(1));
        }

        Assert.Equal(100, ledger.Calls["find"]);
        await directory.FindAsync(Samples.Number(50));
        Assert.Equal(101, ledger.Calls["find"]);
    }
}
