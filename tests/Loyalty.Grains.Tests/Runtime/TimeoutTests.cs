using Loyalty.Domain;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Application;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>A caller who waits longer than the response timeout hears so; the turn they wait for goes on.</summary>
public sealed class TimeoutTests : IAsyncLifetime
{
    private readonly Probe probe = new();
    private SiloPair? pair;

    public async ValueTask InitializeAsync() => pair = await RuntimeSilos.StartAsync(probe, silo =>
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(3)));

    public async ValueTask DisposeAsync()
    {
        if (pair is not null) await pair.DisposeAsync();
    }

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Call_WithoutAnAnswerInTime_EndsForTheCallerAndNotForTheGrain(CallFrom from)
    {
        var grain = pair!.From(from).GetGrain<ITurnGrain>("turn");
        var held = grain.Write("held");
        await probe.Noted("turn");

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => held);

        Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(failure));
        Assert.Equal(["+held"], probe.Notes("turn"));
        probe.Open("turn/held");
        await probe.Noted("turn", 2);
        await grain.Touch("next");
        Assert.Equal(["+held", "-held", "next"], probe.Notes("turn"));
    }

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Call_ThatWaitedBeyondItsTime_NeverRuns(CallFrom from)
    {
        var grain = pair!.From(from).GetGrain<ITurnGrain>("turn");
        var held = grain.Write("held");
        await probe.Noted("turn");

        await Assert.ThrowsAsync<TimeoutException>(() => grain.Touch("late"));

        probe.Open("turn/held");
        await Assert.ThrowsAsync<TimeoutException>(() => held);
        await probe.Noted("turn", 2);
        await grain.Touch("next");
        Assert.Equal(["+held", "-held", "next"], probe.Notes("turn"));
    }
}
