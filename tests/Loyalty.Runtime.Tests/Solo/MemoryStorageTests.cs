using Loyalty.Runtime.Tests.Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Runtime.Tests.Solo;

public sealed class MemoryStorageTests
{
    private static readonly GrainKey Key =
        new(new GrainClass(typeof(TurnGrain), TimeSpan.FromMinutes(1)), Guid.Empty, "one");

    private readonly MemoryStorage _storage = new();

    [Fact]
    public async Task Write_OverAnothersVersion_IsRefusedUntilReadAgain()
    {
        var mine = await Read();
        var other = await Read();
        await other.WriteStateAsync();
        await Assert.ThrowsAsync<InconsistentStateException>(mine.WriteStateAsync);
        await Assert.ThrowsAsync<InconsistentStateException>(mine.ClearStateAsync);
        await mine.ReadStateAsync();
        Assert.Equal(other.Etag, mine.Etag);
        await mine.WriteStateAsync();
        Assert.NotEqual(other.Etag, mine.Etag);
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(other.WriteStateAsync);
        Assert.Equal((mine.Etag, other.Etag), (conflict.StoredEtag, conflict.CurrentEtag));
    }

    private async Task<PersistentState<Session>> Read()
    {
        var state = new PersistentState<Session>(_storage, Key, "session");
        await state.ReadStateAsync();
        return state;
    }
}
