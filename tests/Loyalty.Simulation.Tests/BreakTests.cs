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
    [InlineData("claim-free", 20)]
    [InlineData("further-free", 20)]
    [InlineData("batch-error-to-all", 100)]
    [InlineData("one-side", 100)]
    [InlineData("holding-kept", 100)]
    [InlineData("holding-free", 100)]
    [InlineData("unknown-taken-for-done", 20)]
    [InlineData("draws-before-lock", 100)]
    [InlineData("draws-outside", 20)]
    [InlineData("campaign-off-by-one", 100)]
    [InlineData("term-forgotten", 20)]
    [InlineData("no-alarm", 20)]
    [InlineData("alarm-late", 20)]
    [InlineData("no-read-alarm", 20)]
    [InlineData("wake-up-lost", 20)]
    [InlineData("stale-read", 20)]
    [InlineData("lost-call-denied", 100)]
    [InlineData("order-trusted", 20)]
    [InlineData("field-not-carried", 20)]
    public void Break_OfTheEngine_IsCaughtWithinSoManySeeds(string name, int seeds)
    {
        var broken = BrokenPart.ByName[name];
        var caught = SimulatedThread.Run(() => Enumerable.Range(1, seeds)
            .Select(seed => Run.Of((ulong)seed, broken: broken)).FirstOrDefault(run => run.Violations.Count > 0));
        Assert.NotNull(caught);
        output.WriteLine($"{name}: seed {caught.Seed}: {caught.Violations[0]}");
    }

    /// <summary>As the README argues: other guards cover these.</summary>
    [Theory]
    [InlineData("unknown-keeps-memory", 400)]
    [InlineData("exhausted-before-locked", 400)]
    [InlineData("cache-survives-deactivation", 400)]
    public void Break_ThatAnotherGuardCovers_ViolatesNothing(string name, int seeds)
    {
        var broken = BrokenPart.Covered[name];
        var runs = SimulatedThread.Run(
            () => Enumerable.Range(1, seeds).Select(seed => Run.Of((ulong)seed, broken: broken)).ToList());
        var bites = runs.Sum(run => run.Tally.Bites);
        output.WriteLine($"{name}: {bites} times in {seeds} seeds");
        Assert.NotEqual(0, bites);
        Assert.Empty(runs.SelectMany(run => run.Violations));
    }

    [Fact]
    public void Breaks_AreAllTested()
    {
        Assert.Equal(
            BrokenPart.ByName.Keys.Except(BrokenPart.Covered.Keys).Except(["none"]).Order(StringComparer.Ordinal),
            NamesOf(nameof(Break_OfTheEngine_IsCaughtWithinSoManySeeds)));
        Assert.Equal(
            BrokenPart.Covered.Keys.Order(StringComparer.Ordinal),
            NamesOf(nameof(Break_ThatAnotherGuardCovers_ViolatesNothing)));
    }

    private static IEnumerable<string> NamesOf(string test) => typeof(BreakTests).GetMethod(test)!
        .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>()
        .Select(data => (string)data.Data[0]!).Order(StringComparer.Ordinal);
}
