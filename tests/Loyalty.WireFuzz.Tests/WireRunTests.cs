using Loyalty.WireFuzz;

namespace Loyalty.WireFuzz.Tests;

/// <summary>
/// A slice of the bad input, against the real server process. Time isn't checked here, but that every call of the tills
/// succeeds within its deadline.
/// </summary>
public sealed class WireRunTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-wire-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public Task BadInput_OfAKnownSeed_ViolatesNothing() => RunAsync(1);

    [Fact]
    public Task BadInput_OfAFreshSeed_ViolatesNothing() => RunAsync(Random.Shared.NextInt64(1_000_000_000));

    private async Task RunAsync(long seed)
    {
        output.WriteLine($"Seed {seed}.");
        var options = new WireOptions
        {
            Seed = seed, Inputs = 3_000, HeldConnections = 200, Quiet = TimeSpan.FromSeconds(1), ChecksTiming = false,
        };
        var report = await new WireRun(options, folder).RunAsync(TestContext.Current.CancellationToken);
        foreach (var (name, value) in report.Figures) output.WriteLine($"{name}: {value}");

        Assert.True(report.ViolationCount == 0, string.Join('\n', report.Violations));
        Assert.Equal(3_200, report.Inputs);
    }
}
