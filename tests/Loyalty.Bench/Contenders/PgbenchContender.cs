using System.Diagnostics;
using System.Globalization;
using Loyalty.Bench.Machine;
using Loyalty.Bench.Serving;
using Loyalty.Testing;
using Npgsql;

namespace Loyalty.Bench.Contenders;

/// <summary>PostgreSQL's own load tool, with one prepared statement per accrual and no service in front.</summary>
internal sealed class PgbenchContender(PostgresServer postgres, int clients, int cards) : Contender
{
    private readonly string script = Path.GetTempFileName();
    private NpgsqlConnectionStringBuilder? connection;
    private long answered;
    private int runs;

    public override string Name => "pgbench";

    public override string Configuration => $"{clients} clients";

    public override async Task PrepareAsync()
    {
        if (connection is not null) return;
        connection = new NpgsqlConnectionStringBuilder(await DirectLedger.CreateAsync(postgres, cards));
        var statement = DirectTables.Accrue.ReplaceLineEndings(" ")
            .Replace("$1", ":receipt::text", StringComparison.Ordinal)
            .Replace("$2", "lpad(:card::text, 19, '0')", StringComparison.Ordinal)
            .Replace("$3", "5", StringComparison.Ordinal)
            .Replace("$4", "10000", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(script,
        [
            $"\\set card random(1, {cards})",
            "\\set n :n + 1",
            "\\set receipt (:run * 1000 + :client_id) * 1000000000 + :n",
            statement + ";",
        ]);
    }

    public override async Task<Sample> RunAsync(TimeSpan warmUp, TimeSpan measured)
    {
        if (warmUp >= TimeSpan.FromSeconds(1)) await PgbenchAsync(warmUp);
        var before = CpuTimes.Read(null, postgres);
        var started = await PgbenchAsync(measured);
        var cpu = CpuTimes.Read(null, postgres) - before;
        return started with { CpuPerOperation = cpu / (started.PerSecond * measured.TotalSeconds) };
    }

    public override async Task<string?> CheckAsync() =>
        await DirectLedger.CheckAsync(connection!.ConnectionString, answered);

    public override ValueTask DisposeAsync()
    {
        File.Delete(script);
        return base.DisposeAsync();
    }

    private async Task<Sample> PgbenchAsync(TimeSpan time)
    {
        var start = new ProcessStartInfo(PostgresServer.Find("pgbench")!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["PGOPTIONS"] = $"-c search_path={connection!.SearchPath}";
        string[] arguments =
        [
            "-h", "127.0.0.1", "-p", Text(connection.Port), "-U", connection.Username!, "-n", "-M", "prepared",
            "-c", Text(clients), "-j", "2", "-T", Text((int)time.TotalSeconds), "-D", $"run={++runs}", "-D", "n=0",
            "-f", script, connection.Database!,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var pgbench = Process.Start(start)!;
        var errors = pgbench.StandardError.ReadToEndAsync();
        var report = await pgbench.StandardOutput.ReadToEndAsync();
        await pgbench.WaitForExitAsync();
        if (pgbench.ExitCode != 0) throw new InvalidOperationException($"pgbench: {await errors}");
        answered += (long)Number("actually processed: ", report);
        return new Sample(Number("tps = ", report), Number("latency average = ", report), 0, default);
    }

    /// <summary>The number behind some words of pgbench's report.</summary>
    private static double Number(string words, string report)
    {
        var from = report.IndexOf(words, StringComparison.Ordinal) + words.Length;
        var to = report.AsSpan(from).IndexOfAnyExcept("0123456789.");
        return double.Parse(report.AsSpan(from, to), CultureInfo.InvariantCulture);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
