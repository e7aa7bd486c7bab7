using System.Diagnostics;
using System.Globalization;
using Loyalty.Testing.Processes;
using Loyalty.WireFuzz.Checks;
using Loyalty.WireFuzz.Load;

namespace Loyalty.WireFuzz;

/// <summary>
/// Bad input against a server process of its own, with tills beside it: (1) the tills alone; (2) the tills beside held
/// connections and a trickle of inputs, by which their p99 is checked; (3) all inputs as fast as they go, which
/// costs the tills their share of the machine but no call; (4) quiet, for the memory; (5) the server is stopped, and
/// its ledger and its log are read.
/// </summary>
public sealed class WireRun(WireOptions options, string folder)
{
    private const double AllowedSlowdown = 3;
    private const long AllowedGrowthBytes = 100L * 1024 * 1024;

    /// <summary>Below this a slow p99 is the machine's doing: a turn of the scheduler on two busy cores.</summary>
    private const double NoticeableMilliseconds = 30;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3), s_settling = TimeSpan.FromSeconds(30);

    private readonly WireReport report = new();
    private readonly Accounts accounts = new();

    /// <summary>Runs all of it. The server's ledger and log are left in the folder.</summary>
    public async Task<WireReport> RunAsync(CancellationToken cancellation)
    {
        var log = Path.Combine(folder, "server.log");
        var data = Path.Combine(folder, "data");
        await using var server = new ServerProcess(log, "--Loyalty:Data", data);
        await server.StartAsync();
        var said = ServerLog.Read(log).Lines; // what it was set up with, which no input made it say
        using (var stage = await Stage.SetAsync(server.Grpc, server.Health, accounts))
            await RunAsync(server, stage, cancellation);

        if (server.IsRunning && await server.StopAsync() is var code and not 0)
            report.Violate($"the server ended with {code}");
        foreach (var fault in await accounts.CompareAsync(data, cancellation)) report.Violate(fault);
        Measure("entries in the ledger", $"{accounts.Entries} acknowledged, {accounts.Unanswered} calls unanswered");
        ReadLog(log, said);
        return report;
    }

    private async Task RunAsync(ServerProcess server, Stage stage, CancellationToken cancellation)
    {
        // 1. Alone. The first seconds compile the server's code and are nobody's measure; nor is what the first held
        // connections take, which the runtime keeps for the next: a leak is what comes on top.
        var held = Math.Min(options.HeldConnections, Siege.MaxConnections);
        Measure("memory, at first", $"{Megabytes(server.ResidentBytes)} MB");
        await stage.Crowd.RunBesideAsync(() => WarmUpAsync(stage.Target, held, cancellation));
        var alone = await stage.Crowd.RunBesideAsync(() => Task.Delay(options.Quiet, cancellation));
        Report("alone", alone);
        var before = server.ResidentBytes;

        // 2. Besieged.
        var fuzz = new Fuzz(stage.Target, options, accounts, report);
        await using var siege = new Siege();
        await siege.BeginAsync(stage.Target, held, report);
        var paced = Math.Min(options.Inputs, (long)(options.Quiet.TotalSeconds * options.PacedInputsPerSecond));
        var besieged = await stage.Crowd.RunBesideAsync(
            () => fuzz.RunAsync(paced, options.PacedInputsPerSecond, cancellation));
        Report($"beside {held} held connections and {options.PacedInputsPerSecond} inputs/s", besieged);
        CheckTiming(alone, besieged);

        // 3. Flooded.
        var clock = Stopwatch.StartNew();
        var flooded = await stage.Crowd.RunBesideAsync(() => fuzz.RunAsync(options.Inputs - paced, 0, cancellation));
        Report("beside all inputs", flooded);
        Measure("inputs per second", Text((options.Inputs - paced) / clock.Elapsed.TotalSeconds));
        Measure("memory, most", $"{Megabytes(server.ResidentBytes)} MB");
        await siege.EndAsync(report);

        // 4. Quiet.
        if (!server.IsRunning) report.Violate("the server has ended");
        else if (!await server.IsReadyWithinAsync(TimeSpan.FromSeconds(10))) report.Violate("the server isn't ready");
        else await stage.Crowd.RunBesideAsync(() => SettleAsync(server, before, cancellation));
    }

    private async Task WarmUpAsync(WireTarget target, int held, CancellationToken cancellation)
    {
        await using var siege = new Siege();
        if (options.ChecksTiming) await siege.BeginAsync(target, held, report);
        await Task.Delay(s_warmUp, cancellation);
    }

    /// <summary>
    /// Waits until the memory is given back, while the tills go on: where nothing is allocated nothing is collected.
    /// </summary>
    private async Task SettleAsync(ServerProcess server, long before, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var after = server.ResidentBytes;
        while (options.ChecksTiming && after > before + AllowedGrowthBytes && clock.Elapsed < s_settling)
        {
            await Task.Delay(500, cancellation);
            after = server.ResidentBytes;
        }

        Measure("memory, before and after", $"{Megabytes(before)} MB, {Megabytes(after)} MB");
        if (options.ChecksTiming && after > before + AllowedGrowthBytes)
            report.Violate($"memory went from {Megabytes(before)} MB to {Megabytes(after)} MB");
    }

    private void CheckTiming(Latencies alone, Latencies besieged)
    {
        var allowed = Math.Max(alone.MedianP99 * AllowedSlowdown, NoticeableMilliseconds);
        if (options.ChecksTiming && besieged.MedianP99 > allowed)
            report.Violate($"the tills' p99 went from {Text(alone.MedianP99)} ms to {Text(besieged.MedianP99)} ms");
    }

    private void Report(string phase, Latencies latencies)
    {
        Measure($"tills {phase}", $"{latencies.Calls} calls, p99 {Text(latencies.MedianP99)} ms (median of seconds), "
            + $"slowest {Text(latencies.Slowest)} ms");
        foreach (var fault in latencies.Faults) report.Violate($"a till, {phase}: {fault}");
    }

    private void ReadLog(string path, int before)
    {
        var log = ServerLog.Read(path);
        foreach (var fault in log.Faults) report.Violate(fault);
        var lines = log.Lines - before;
        Measure("log lines", $"{lines}, {Text(lines * 1_000.0 / Math.Max(1, report.Inputs))} per 1,000 inputs");
        if (lines > 100 + report.Inputs / 20) report.Violate($"the log is flooded: {lines} lines");
    }

    private void Measure(string name, string value) => report.Measured(name, value);

    private static long Megabytes(long bytes) => bytes / (1024 * 1024);

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
