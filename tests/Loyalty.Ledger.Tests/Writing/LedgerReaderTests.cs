using Loyalty.Ledger.Reading;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Writing;

/// <summary>Questions over a store that fails or hangs.</summary>
public sealed class LedgerReaderTests : IDisposable
{
    private readonly WriterBench bench = new();

    private LedgerReader Reader => bench.Reader;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Load_OfAHangingStore_ThrowsAtTheDeadline()
    {
        bench.Store.Loads = _ => new TaskCompletionSource<Domain.Cards.CardState?>().Task;
        var asked = Enumerable.Range(1, 3).Select(card => Reader.LoadAsync(Samples.CardId(card))).ToArray();
        bench.Advance(4.9);
        Assert.All(asked, question => Assert.False(question.IsCompleted));
        bench.Advance(0.5);
        foreach (var question in asked) await Assert.ThrowsAsync<LedgerException>(() => question);
    }

    [Fact]
    public async Task Load_AfterAFailure_IsAskedAgain()
    {
        var failures = 3;
        bench.Store.Loads = _ => failures-- > 0
            ? Task.FromException<Domain.Cards.CardState?>(new StoreException(StoreFailure.Transient, "not now"))
            : Task.FromResult<Domain.Cards.CardState?>(Samples.Issue(1).After);
        var asked = Reader.LoadAsync(Samples.CardId(1));
        bench.Advance(1);
        Assert.Equal(Samples.CardId(1), (await asked)!.CardId);
    }
}
