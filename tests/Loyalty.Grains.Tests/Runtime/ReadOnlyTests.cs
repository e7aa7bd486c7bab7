using Loyalty.Grains.Tests.Silos;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>Reads run beside reads, never beside a write, and overtake a write that waits.</summary>
[Collection(nameof(RuntimeSilos))]
public sealed class ReadOnlyTests(RuntimeSilos silos)
{
    private Probe Probe => silos.Probe;

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Read_WhileAReadRuns_RunsBesideIt(CallFrom from)
    {
        var (key, grain) = await ActiveAsync(nameof(Read_WhileAReadRuns_RunsBesideIt), from);
        var reads = new[] { grain.Read("a"), grain.Read("b") };
        await Probe.Noted(key, 2);
        await EndAsync(key, reads, "a", "b");
    }

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Read_WhileAWriteRuns_Waits(CallFrom from)
    {
        var (key, grain) = await ActiveAsync(nameof(Read_WhileAWriteRuns_Waits), from);
        var write = grain.Write("w");
        await Probe.Noted(key);
        var read = grain.Read("r");
        await Probe.Settle();
        Assert.Equal(["+w"], Probe.Notes(key));
        await EndAsync(key, [write, read], "w", "r");
    }

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Read_BehindAWaitingWrite_OvertakesIt(CallFrom from)
    {
        var (key, grain) = await ActiveAsync(nameof(Read_BehindAWaitingWrite_OvertakesIt), from);
        var first = grain.Read("r1");
        await Probe.Noted(key);
        var write = grain.Write("w");
        await Probe.Settle();
        Assert.Equal(["+r1"], Probe.Notes(key));
        var second = grain.Read("r2");
        await Probe.Noted(key, 2);
        await Probe.Settle();
        Assert.Equal(["+r1", "+r2"], Probe.Notes(key));
        await EndAsync(key, [first, write, second], "r1", "r2", "w");
    }

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Write_WhenTheFirstReadHasEnded_WaitsForTheLast(CallFrom from)
    {
        var (key, grain) = await ActiveAsync(nameof(Write_WhenTheFirstReadHasEnded_WaitsForTheLast), from);
        var first = grain.Read("r1");
        await Probe.Noted(key);
        var second = grain.Read("r2");
        await Probe.Noted(key, 2);
        var write = grain.Write("w");
        Probe.Open($"{key}/r1");
        await Probe.Noted(key, 3);
        await Probe.Settle();
        Assert.Equal(["+r1", "+r2", "-r1"], Probe.Notes(key));
        Probe.Open($"{key}/r2");
        await Probe.Noted(key, 5);
        Assert.Equal(["+r1", "+r2", "-r1", "-r2", "+w"], Probe.Notes(key));
        await EndAsync(key, [first, second, write], "w");
    }

    /// <summary>The grain is active first, since a new one's place is looked for; a test waits until the call that is
    /// to come first has, since no order is promised either.</summary>
    private async Task<(string Key, ITurnGrain Grain)> ActiveAsync(string name, CallFrom from)
    {
        var key = $"{name}-{from}";
        var grain = silos.Grain<ITurnGrain>(key, from);
        await grain.Overlap();
        return (key, grain);
    }

    private async Task EndAsync(string key, Task[] calls, params string[] gates)
    {
        foreach (var gate in gates) Probe.Open($"{key}/{gate}");
        await Task.WhenAll(calls);
    }
}
