using Loyalty.Grains.Tests.Silos;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Loyalty.Grains.Tests.Runtime;

[Alias("loyalty.tests.IChurnGrain")]
public interface IChurnGrain : IGrainWithStringKey
{
    /// <summary>Notes that it ran, waits a little by some numbers, asks to be deactivated by others.</summary>
    [Alias("do")]
    Task<int> Do(int number);

    [ReadOnly, Alias("look")]
    Task<int> Look(int number);
}

public sealed class ChurnGrain(Probe probe) : Grain, IChurnGrain
{
    private int inside;

    public async Task<int> Do(int number)
    {
        probe.Note("churn", $"{number}");
        if (++inside != 1) throw new InvalidOperationException("two writes at once");
        if (number % 7 == 0) await Task.Yield();
        if (number % 101 == 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        if (number % 41 == 0) DeactivateOnIdle();
        inside--;
        return number;
    }

    public async Task<int> Look(int number)
    {
        if (number % 3 == 0) await Task.Yield();
        return number;
    }
}

/// <summary>Looks for lost calls and calls run twice: many callers on both silos, few grains that keep leaving.
/// </summary>
[Collection(nameof(RuntimeSilos))]
public sealed class ChurnTests(RuntimeSilos silos)
{
    private const int Callers = 16;
    private const int CallsEach = 250;

    [Fact]
    public async Task Calls_WhileActivationsComeAndGo_AreAnsweredOnceEach()
    {
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(
            () => CallManyAsync(caller * CallsEach, caller % 2 == 0 ? CallFrom.ItsOwnSilo : CallFrom.AnotherSilo)));
        var ran = (await Task.WhenAll(callers)).SelectMany(static numbers => numbers).ToArray();
        Assert.True(ran.Length > Callers * CallsEach * 3 / 4, $"only {ran.Length} of {Callers * CallsEach} ran");
        Assert.Equal(
            ran.Order().Select(static number => $"{number}"), silos.Probe.Notes("churn").OrderBy(int.Parse));
    }

    /// <summary>Calls in bursts, and lists the calls that were answered; the others were refused, not run.</summary>
    private async Task<List<int>> CallManyAsync(int first, CallFrom from)
    {
        List<int> answered = [];
        for (var i = first; i < first + CallsEach; i += 10)
        {
            var burst = Enumerable.Range(i, 10)
                .Select(number => (Number: number, Call: Grain(number, from).Do(number))).ToArray();
            await WasAnsweredAsync(i, Grain(i, from).Look(i));
            foreach (var (number, call) in burst)
                if (await WasAnsweredAsync(number, call)) answered.Add(number);
        }

        return answered;
    }

    private static async Task<bool> WasAnsweredAsync(int number, Task<int> call)
    {
        try
        {
            Assert.Equal(number, await call);
            return true;
        }
        catch (OrleansMessageRejectionException)
        {
            return false; // passed on too often
        }
    }

    private IChurnGrain Grain(int number, CallFrom from) =>
        silos.Grain<IChurnGrain>($"churn{number % 5}", from);
}
