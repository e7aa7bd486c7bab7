namespace Loyalty.Runtime.Tests.Orleans;

public sealed class ReadOnlyTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    private Probe Probe => _silo.Probe;

    [Fact]
    public async Task Read_WhileAReadRuns_RunsBesideIt()
    {
        const string Key = nameof(Read_WhileAReadRuns_RunsBesideIt);
        var grain = await Active(Key);
        var reads = new[] { grain.Read("a"), grain.Read("b") };
        await Probe.Noted(Key, 2);
        await End(Key, reads, "a", "b");
    }

    [Fact]
    public async Task Read_WhileAWriteRuns_Waits()
    {
        const string Key = nameof(Read_WhileAWriteRuns_Waits);
        var grain = await Active(Key);
        var write = grain.Write("w");
        await Probe.Noted(Key);
        var read = grain.Read("r");
        await Probe.Settle();
        Assert.Equal(["+w"], Probe.Notes(Key));
        await End(Key, [write, read], "w", "r");
    }

    [Fact]
    public async Task Write_WhileTheFirstReadRuns_Waits()
    {
        const string Key = nameof(Write_WhileTheFirstReadRuns_Waits);
        var grain = await Active(Key);
        var read = grain.Read("r");
        await Probe.Noted(Key);
        var write = grain.Write("w");
        await Probe.Settle();
        Assert.Equal(["+r"], Probe.Notes(Key));
        await End(Key, [read, write], "r", "w");
    }

    [Fact]
    public async Task Read_BehindAWaitingWrite_OvertakesIt()
    {
        const string Key = nameof(Read_BehindAWaitingWrite_OvertakesIt);
        var grain = await Active(Key);
        var first = grain.Read("r1");
        await Probe.Noted(Key);
        var rest = new[] { grain.Write("w"), grain.Read("r2") };
        await Probe.Noted(Key, 2);
        await Probe.Settle();
        Assert.Equal(["+r1", "+r2"], Probe.Notes(Key));
        await End(Key, [first, .. rest], "r1", "r2", "w");
    }

    [Fact]
    public async Task Write_WhenTheFirstReadHasEnded_WaitsForTheLast()
    {
        const string Key = nameof(Write_WhenTheFirstReadHasEnded_WaitsForTheLast);
        var grain = await Active(Key);
        var first = grain.Read("r1");
        await Probe.Noted(Key);
        var second = grain.Read("r2");
        await Probe.Noted(Key, 2);
        var write = grain.Write("w");
        Probe.Open($"{Key}/r1");
        await Probe.Noted(Key, 3);
        await Probe.Settle();
        Assert.Equal(["+r1", "+r2", "-r1"], Probe.Notes(Key));
        Probe.Open($"{Key}/r2");
        await Probe.Noted(Key, 5);
        Assert.Equal(["+r1", "+r2", "-r1", "-r2", "+w"], Probe.Notes(Key));
        await End(Key, [first, second, write], "w");
    }

    /// <summary>Activates the grain first: the real runtime finds a place for a new grain asynchronously. It promises
    /// no order of calls either, so a test waits until the call that is to come first has.</summary>
    private async Task<ITurnGrain> Active(string key)
    {
        var grain = _silo.Grain<ITurnGrain>(key);
        await grain.Overlap();
        return grain;
    }

    private async Task End(string key, Task[] calls, params string[] gates)
    {
        foreach (var gate in gates) Probe.Open($"{key}/{gate}");
        await Task.WhenAll(calls);
    }
}
