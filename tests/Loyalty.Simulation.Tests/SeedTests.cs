namespace Loyalty.Simulation.Tests;

/// <summary>A quick slice: seeds that are always the same, and seeds that never are.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int Seeds = 1_000;

    [Fact]
    public void Seeds_Fixed_ViolateNothingAndMeetTheFloors() =>
        Assert.True(AssertSound(["--seeds", $"{Seeds}"]).MeetsFloors, "too little was done, or done to it");

    [Fact]
    public void Seeds_Fresh_ViolateNothing()
    {
        var milliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var from = 1_000_000 + (milliseconds % 1_000_000_000);
        AssertSound(["--seeds", $"{Seeds}", "--from", $"{from}"]);
    }

    [Fact]
    public void Seeds_WithLongerRuns_ViolateNothing() => AssertSound(["--seeds", "60", "--operations", "300"]);

    /// <summary>A crash before each step of a few short runs.</summary>
    [Fact]
    public void Crash_BeforeEveryStep_ViolatesNothing() =>
        AssertSound(["--seeds", "4", "--operations", "6", "--from", "21", "--sweep"]);

    private Campaign AssertSound(string[] arguments)
    {
        using var text = new StringWriter();
        var campaign = new Campaign(CommandLine.Parse(arguments), text, ownsProcess: false);
        SimulatedThread.Run(() =>
        {
            campaign.Run();
            return true;
        });
        output.WriteLine(text.ToString());
        Assert.False(campaign.HasFailed, text.ToString());
        return campaign;
    }
}
