using Loyalty.Grains.Tests.Silos;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>How a grain comes to life: once, before its first call, and what callers hear where it can't.</summary>
[Collection(nameof(RuntimeSilos))]
public sealed class ActivationTests(RuntimeSilos silos)
{
    private Probe Probe => silos.Probe;

    /// <summary>Callers on both silos walk the same new grains side by side, so that many meet at a first call.
    /// </summary>
    [Fact]
    public async Task FirstCalls_FromBothSilosAtOnce_MakeOneActivation()
    {
        using var start = new Barrier(2);
        var answers = await Task.WhenAll(
            Task.Run(() => CallAllAsync(CallFrom.ItsOwnSilo)), Task.Run(() => CallAllAsync(CallFrom.AnotherSilo)));
        Assert.All(answers.SelectMany(static all => all), static incarnation => Assert.Equal(1, incarnation));

        async Task<int[]> CallAllAsync(CallFrom from)
        {
            List<Task<int>> calls = [];
            for (var i = 0; i < 500; i++)
            {
                var key = $"{nameof(FirstCalls_FromBothSilosAtOnce_MakeOneActivation)}{i}";
                if (i % 20 == 0) start.SignalAndWait(TimeSpan.FromSeconds(1));
                calls.Add(silos.Grain<ILifeGrain>(key, from).Incarnation());
            }

            return await Task.WhenAll(calls);
        }
    }

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Call_WhileActivating_Waits(CallFrom from)
    {
        var key = $"{nameof(Call_WhileActivating_Waits)}-{from}-slow";
        var call = silos.Grain<ILifeGrain>(key, from).Incarnation();
        await Probe.Noted(key);
        await Probe.Settle();
        Assert.Equal(["activating"], Probe.Notes(key));
        Probe.Open($"{key}/activate");
        Assert.Equal(1, await call);
    }

    /// <summary>The caller gets the very exception; of a constructor's, the one that says which grain.</summary>
    [Theory]
    [InlineData("activation", CallFrom.ItsOwnSilo, typeof(FormatException))]
    [InlineData("activation", CallFrom.AnotherSilo, typeof(FormatException))]
    [InlineData("constructor", CallFrom.ItsOwnSilo, typeof(InvalidOperationException))]
    [InlineData("constructor", CallFrom.AnotherSilo, typeof(InvalidOperationException))]
    public async Task Activation_ThatFails_TellsTheCallerAndTheNextCallStartsAnew(
        string where, CallFrom from, Type expected)
    {
        var key = $"{nameof(Activation_ThatFails_TellsTheCallerAndTheNextCallStartsAnew)}-{where}-{from}";
        var grain = silos.Grain<ILifeGrain>(key, from);

        var failure = await Assert.ThrowsAsync(expected, grain.Incarnation);

        Assert.IsType<FormatException>(failure.InnerException ?? failure);
        Assert.Equal(2, await grain.Incarnation());
        Assert.DoesNotContain("ActivationFailed", Probe.Notes(key));
    }
}
