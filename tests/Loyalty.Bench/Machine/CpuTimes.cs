using System.Globalization;
using Loyalty.Testing;

namespace Loyalty.Bench.Machine;

/// <summary>CPU seconds spent so far, by whom.</summary>
internal readonly record struct CpuTimes(double Client, double Server, double Postgres)
{
    private const double TicksPerSecond = 100; // USER_HZ, which Linux fixes for /proc

    public static CpuTimes Read(int? server, PostgresServer? postgres) => new(
        Of(Environment.ProcessId, withChildren: false),
        server is { } process ? Of(process, withChildren: false) : 0,
        postgres?.ProcessIds().Select((id, at) => Of(id, withChildren: at == 0)).Sum() ?? 0);

    public static CpuTimes operator -(CpuTimes left, CpuTimes right) =>
        new(left.Client - right.Client, left.Server - right.Server, left.Postgres - right.Postgres);

    public static CpuTimes operator +(CpuTimes left, CpuTimes right) =>
        new(left.Client + right.Client, left.Server + right.Server, left.Postgres + right.Postgres);

    public static CpuTimes operator /(CpuTimes left, double by) =>
        new(left.Client / by, left.Server / by, left.Postgres / by);

    /// <summary>utime and stime of proc(5), and what ended children have spent if asked for.</summary>
    private static double Of(int process, bool withChildren)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' '); // the name may hold anything
            return fields.AsSpan(11, withChildren ? 4 : 2).ToArray()
                .Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0; // it has ended meanwhile: its parent knows what it spent
        }
    }
}
