using System.Diagnostics;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Tests;

/// <summary>A seed that failed fails again in the same way, and what would spoil that is noticed.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Seeds_InTwoProcesses_LeaveTheSameTraceAndNothingOnTheThreadPool()
    {
        string[] arguments = ["--seeds", "60", "--from", "7"];
        var (first, second) = (await RunAsync(arguments), await RunAsync(arguments));
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(TraceOf(first.Lines), TraceOf(second.Lines));
        Assert.Matches("^60 seeds, [0-9]+ operations, [0-9]+ faults, 0 violations$", first.Lines[^1]);
    }

    [Fact]
    public async Task Seed_ThatFails_SaysHowToReplayItAndExitsWithOne()
    {
        var (exitCode, lines) = await RunAsync(["--seeds", "5", "--break", "fence"]);
        Assert.Equal(1, exitCode);
        Assert.Contains(lines, line => line.Contains("replay: dotnet run", StringComparison.Ordinal)
            && line.Contains("--break fence", StringComparison.Ordinal));
        Assert.DoesNotMatch(", 0 violations$", lines[^1]);
    }

    [Theory]
    [InlineData("--seeds")]
    [InlineData("--seeds", "0")]
    [InlineData("--break", "nothing")]
    [InlineData("--unheard-of")]
    public async Task CommandLine_ThatIsWrong_ExitsWithTwo(params string[] arguments) =>
        Assert.Equal(2, (await RunAsync(arguments)).ExitCode);

    [Fact]
    public void Seeds_ThatDiffer_LeaveOtherTraces() => Assert.Equal(
        40, SimulatedThread.Run(() => Enumerable.Range(1, 40).Select(seed => Run.Of((ulong)seed, 10).TraceHash)
            .Distinct().Count()));

    [Fact]
    public void Trace_InWords_ChangesNothing() => Assert.Equal(
        SimulatedThread.Run(() => Run.Of(8, 30).TraceHash),
        SimulatedThread.Run(() => Run.Of(8, 30, words: _ => { }).TraceHash));

    [Fact]
    public void Profiles_AreAllTaken() => Assert.Equal(
        Profiles.Names.Order(StringComparer.Ordinal),
        Enumerable.Range(1, 64).Select(seed => Profiles.Of((ulong)seed).Name).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Step_FromAnotherThread_IsCountedAndDropped()
    {
        var loop = new Loop(1);
        var machine = new Machine(loop, 0);
        SimulatedThread.Run(() =>
        {
            machine.Start(() => Task.CompletedTask);
            loop.After(TimeSpan.Zero, () => { });
            new MachineTime(machine, () => TimeSpan.Zero).GetTimestamp();
            return true;
        });
        Assert.Equal(3, loop.Strays);
        Assert.False(loop.Run(() => false, TimeSpan.FromSeconds(1)));
        Assert.Equal(0, loop.Step);
    }

    private static string TraceOf(string[] lines) =>
        Assert.Single(lines, line => line.StartsWith("trace ", StringComparison.Ordinal));

    private static async Task<(int ExitCode, string[] Lines)> RunAsync(string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Loyalty.Simulation.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
