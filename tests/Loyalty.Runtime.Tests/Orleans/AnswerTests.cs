using Orleans;

namespace Loyalty.Runtime.Tests.Orleans;

/// <summary>Has every kind of answer and many kinds of argument.</summary>
public interface IAnswerGrain : IGrainWithGuidKey
{
    Task<Guid> Key();

    ValueTask<long> Sum(int a, long b, byte c, decimal d, bool e);

    Task<Sample> Echo(Sample sample, int? nothing, string? text);

    Task FailLater();

    ValueTask FailAtOnce();

    Task<string> Service();
}

[GenerateSerializer, Alias("loyalty.tests.Sample"), Immutable]
public sealed record Sample([property: Id(0)] string Text, [property: Id(1)] long Number);

[GenerateSerializer, Alias("loyalty.tests.SampleException")]
public sealed class SampleException(string message) : Exception(message);

public sealed class AnswerGrain(Probe probe) : Grain, IAnswerGrain
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());

    public ValueTask<long> Sum(int a, long b, byte c, decimal d, bool e) => new(a + b + c + (long)d + (e ? 1 : 0));

    public Task<Sample> Echo(Sample sample, int? nothing, string? text) =>
        Task.FromResult(sample with { Text = $"{sample.Text}{nothing}{text}" });

    public async Task FailLater()
    {
        await Task.Yield();
        throw new SampleException("later");
    }

    public ValueTask FailAtOnce() => throw new SampleException("at once");

    public Task<string> Service() => Task.FromResult(probe.GetType().Name);
}

public sealed class AnswerTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly Guid Key = new("6f9b1c1e-0000-4000-8000-000000000001");

    private readonly IAnswerGrain _grain = shared.Silo.Grains.GetGrain<IAnswerGrain>(Key);

    [Fact]
    public async Task Grain_ByGuid_KnowsItsKey()
    {
        Assert.Equal(Key, await _grain.Key());
        Assert.Equal(Key, _grain.GetPrimaryKey());
    }

    [Fact]
    public async Task Grain_WithAServiceInItsConstructor_GetsIt() =>
        Assert.Equal(nameof(Probe), await _grain.Service());

    [Fact]
    public async Task Call_WithArgumentsOfManyKinds_CarriesThem()
    {
        Assert.Equal(11, await _grain.Sum(1, 2, 3, 4.5m, e: true));
        Assert.Equal(new Sample("ab", 7), await _grain.Echo(new Sample("a", 7), null, "b"));
    }

    [Fact]
    public async Task Exception_FromAGrain_ArrivesAsItsType()
    {
        Assert.Equal("later", (await Assert.ThrowsAsync<SampleException>(_grain.FailLater)).Message);
        var atOnce = await Assert.ThrowsAsync<SampleException>(async () => await _grain.FailAtOnce());
        Assert.Equal("at once", atOnce.Message);
        Assert.Equal(Key, await _grain.Key());
    }

    [Fact]
    public void References_ToOneGrain_AreEqual()
    {
        var other = shared.Silo.Grains.GetGrain<IAnswerGrain>(Key);
        Assert.Equal(_grain, other);
        Assert.Equal(_grain.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(_grain, shared.Silo.Grains.GetGrain<IAnswerGrain>(Guid.Empty));
    }
}
