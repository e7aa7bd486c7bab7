using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Loyalty.Runtime.Tests.Orleans;

public sealed class QueueLimitTests : IAsyncLifetime
{
    private const int Limit = 3;

    private TestSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await TestSilo.StartAsync(static silo =>
        silo.Configure<SiloMessagingOptions>(static options => options.MaxEnqueuedRequestsHardLimit = Limit));

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Call_OverTheLimit_IsRefusedAndTheOthersRun()
    {
        const string Key = nameof(Call_OverTheLimit_IsRefusedAndTheOthersRun);
        var grain = _silo.Grain<ITurnGrain>(Key);
        var held = grain.Write("held");
        await _silo.Probe.Noted(Key);
        var waiting = Enumerable.Range(0, Limit).Select(i => grain.Touch($"{i}").AsTask()).ToArray();
        await Assert.ThrowsAsync<LimitExceededException>(async () => await grain.Touch("over"));
        _silo.Probe.Open($"{Key}/held");
        await Task.WhenAll([held, .. waiting]);
        await grain.Touch("later");
        Assert.Equal(["+held", "-held", "0", "1", "2", "later"], _silo.Probe.Notes(Key));
    }

    [Fact]
    public async Task Tick_OverTheLimit_Runs()
    {
        const string Key = nameof(Tick_OverTheLimit_Runs);
        var grain = _silo.Grain<ITimerGrain>(Key);
        await grain.Start(dueMilliseconds: 50);
        var calls = Enumerable.Range(0, Limit + 1).Select(_ => grain.Hold()).ToArray();
        await _silo.Probe.Noted(Key);
        await Probe.Settle();
        _silo.Probe.Open($"{Key}/hold");
        await Task.WhenAll(calls);
        await Probe.Eventually(() => _silo.Probe.Notes(Key).Contains("tick"));
    }
}
