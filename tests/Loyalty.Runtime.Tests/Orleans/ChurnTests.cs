using Orleans;
using Orleans.Runtime;

namespace Loyalty.Runtime.Tests.Orleans;

public interface IChurnGrain : IGrainWithStringKey
{
    /// <summary>Notes that it ran, waits a little by some numbers, asks to be deactivated by others.</summary>
    Task<int> Do(int number);

    [global::Orleans.Concurrency.ReadOnly]
    ValueTask<int> Look(int number);
}

public sealed class ChurnGrain(Probe probe) : Grain, IChurnGrain
{
    private int _inside;

    public async Task<int> Do(int number)
    {
        probe.Note("churn", $"{number}");
        if (++_inside != 1) throw new InvalidOperationException("two writes at once");
        if (number % 7 == 0) await Task.Yield();
        if (number % 101 == 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        if (number % 41 == 0) DeactivateOnIdle();
        _inside--;
        return number;
    }

    public async ValueTask<int> Look(int number)
    {
        if (number % 3 == 0) await Task.Yield();
        return number;
    }
}

/// <summary>Looks for lost wake-ups and lost calls: many callers, few grains that keep leaving.</summary>
public sealed class ChurnTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Calls_WhileActivationsComeAndGo_AreAnsweredOnceEach()
    {
        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(() => CallMany(caller * 1000)));
        var ran = (await Task.WhenAll(callers)).SelectMany(static numbers => numbers).ToArray();
        Assert.True(ran.Length > 12_000, $"only {ran.Length} of 16,000 ran");
        Assert.Equal(
            ran.Order().Select(static number => $"{number}"),
            shared.Silo.Probe.Notes("churn").OrderBy(int.Parse));
    }

    /// <summary>Calls in bursts, and lists the calls that were answered; the others were refused, not run.</summary>
    private async Task<List<int>> CallMany(int first)
    {
        List<int> answered = [];
        for (var i = first; i < first + 1000; i += 10)
        {
            var burst = Enumerable.Range(i, 10)
                .Select(number => (Number: number, Call: Grain(number).Do(number)))
                .ToArray();
            await WasAnswered(i, Grain(i).Look(i).AsTask());
            foreach (var (number, call) in burst)
            {
                if (await WasAnswered(number, call)) answered.Add(number);
            }
        }

        return answered;
    }

    private static async Task<bool> WasAnswered(int number, Task<int> call)
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

    private IChurnGrain Grain(int number) => shared.Silo.Grain<IChurnGrain>($"churn{number % 5}");
}
