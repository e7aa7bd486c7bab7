using Orleans;

namespace Loyalty.Runtime.Tests.Orleans;

public interface ICancelGrain : IGrainWithStringKey
{
    /// <summary>Notes its start, then waits until it is cancelled, which it notes.</summary>
    Task<string> Wait(string name, CancellationToken cancellationToken);
}

public sealed class CancelGrain(Probe probe) : Grain, ICancelGrain
{
    public async Task<string> Wait(string name, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        probe.Note(key, "+" + name);
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            probe.Note(key, "-" + name);
            throw;
        }

        return name;
    }
}

public sealed class CancellationTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    [Fact]
    public async Task Call_CancelledWhileItRuns_EndsForTheCallerAndForTheGrain()
    {
        const string Key = nameof(Call_CancelledWhileItRuns_EndsForTheCallerAndForTheGrain);
        using var source = new CancellationTokenSource();
        var call = _silo.Grain<ICancelGrain>(Key).Wait("a", source.Token);
        await _silo.Probe.Noted(Key);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _silo.Probe.Noted(Key, 2);
        Assert.Equal(["+a", "-a"], _silo.Probe.Notes(Key));
    }

    [Fact]
    public async Task Call_CancelledWhileItWaits_EndsAndNeverRuns()
    {
        const string Key = nameof(Call_CancelledWhileItWaits_EndsAndNeverRuns);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var grain = _silo.Grain<ICancelGrain>(Key);
        var running = grain.Wait("a", first.Token);
        await _silo.Probe.Noted(Key);
        var waiting = grain.Wait("b", second.Token);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Probe.Settle();
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Probe.Settle();
        Assert.Equal(["+a", "-a"], _silo.Probe.Notes(Key));
    }

    [Fact]
    public async Task Call_WithACancelledToken_NeverRuns()
    {
        const string Key = nameof(Call_WithACancelledToken_NeverRuns);
        var grain = _silo.Grain<ICancelGrain>(Key);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await grain.Wait("a", new CancellationToken(canceled: true)));
        await Probe.Settle();
        Assert.Empty(_silo.Probe.Notes(Key));
    }
}
