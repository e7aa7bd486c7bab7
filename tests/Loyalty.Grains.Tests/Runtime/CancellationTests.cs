using Loyalty.Domain;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Application;

namespace Loyalty.Grains.Tests.Runtime;

[Alias("loyalty.tests.ICancelGrain")]
public interface ICancelGrain : IGrainWithStringKey
{
    /// <summary>Notes its start, then waits until it is cancelled, which it notes.</summary>
    [Alias("wait")]
    Task Wait(string name, CancellationToken cancellationToken);
}

public sealed class CancelGrain(Probe probe) : Grain, ICancelGrain
{
    public async Task Wait(string name, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        probe.Note(key, "+" + name);
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(10), TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            probe.Note(key, "-" + name);
            throw;
        }
    }
}

/// <summary>A token travels with its call. None of the engine's calls has one: a turn that commits runs to its end.
/// </summary>
[Collection(nameof(RuntimeSilos))]
public sealed class CancellationTests(RuntimeSilos silos)
{
    private Probe Probe => silos.Probe;

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Call_CancelledWhileItRuns_EndsForTheCallerAndForTheGrain(CallFrom from)
    {
        var key = $"{nameof(Call_CancelledWhileItRuns_EndsForTheCallerAndForTheGrain)}-{from}";
        using var source = new CancellationTokenSource();
        var call = silos.Grain<ICancelGrain>(key, from).Wait("a", source.Token);
        await Probe.Noted(key);
        await source.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(failure));
        await Probe.Noted(key, 2);
        Assert.Equal(["+a", "-a"], Probe.Notes(key));
    }

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Call_CancelledWhileItWaits_EndsAndNeverRuns(CallFrom from)
    {
        var key = $"{nameof(Call_CancelledWhileItWaits_EndsAndNeverRuns)}-{from}";
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var grain = silos.Grain<ICancelGrain>(key, from);
        var running = grain.Wait("a", first.Token);
        await Probe.Noted(key);
        var waiting = grain.Wait("b", second.Token);
        await Probe.Settle();
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Probe.Settle();
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Probe.Settle();
        Assert.Equal(["+a", "-a"], Probe.Notes(key));
    }
}
