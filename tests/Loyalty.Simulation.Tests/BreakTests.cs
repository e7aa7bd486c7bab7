using Loyalty.Simulation.Breaks;

namespace Loyalty.Simulation.Tests;

/// <summary>A harness that passes a broken engine does not count.</summary>
public sealed class BreakTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("fence", 20)]
    [InlineData("request-id", 20)]
    [InlineData("ack-early", 20)]
    [InlineData("no-reload", 20)]
    [InlineData("stale-refusal", 20)]
    [InlineData("card-twice-in-batch", 300)]
    [InlineData("further-free", 20)]
    [InlineData("batch-error-to-all", 100)]
    [InlineData("one-side", 100)]
    [InlineData("holding-kept", 100)]
    [InlineData("holding-free", 100)]
    public void Break_OfTheEngine_IsCaughtWithinSoManySeeds(string name, int seeds)
    {
        var broken = BrokenPart.ByName[name];
        var caught = SimulatedThread.Run(() => Enumerable.Range(1, seeds)
            .Select(seed => Run.Of((ulong)seed, 50, broken)).FirstOrDefault(run => run.Violations.Count > 0));
        Assert.NotNull(caught);
        output.WriteLine($"{name}: seed {caught.Seed}: {caught.Violations[0]}");
    }

    [Fact]
    public void Breaks_AreAllTested() => Assert.Equal(
        BrokenPart.ByName.Keys.Where(name => name != "none").Order(StringComparer.Ordinal),
        typeof(BreakTests).GetMethod(nameof(Break_OfTheEngine_IsCaughtWithinSoManySeeds))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>()
            .Select(data => (string)data.Data[0]!).Order(StringComparer.Ordinal));
}
