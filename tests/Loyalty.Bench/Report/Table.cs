using System.Globalization;
using System.Text.Json;
using Loyalty.Bench.Contenders;

namespace Loyalty.Bench.Report;

/// <summary>The rows, and how they stand to each other.</summary>
internal static class Table
{
    private const double Micro = 1e6;

    private static readonly (string Name, string Over, string Under)[] s_ratios =
    [
        ("unary_to_direct", "loyalty", "direct"), ("unary_to_pgbench", "loyalty", "pgbench"),
        ("unary_to_stock", "loyalty", "stock"), ("unary_to_echo", "loyalty", "echo"),
        ("stream_to_pgbench", "loyalty-stream", "pgbench"), ("stream_to_direct", "loyalty-stream", "direct"),
        ("sqlite_to_direct", "loyalty-sqlite", "direct"), ("read_to_direct", "loyalty-read", "direct"),
        ("unary_to_baseline", "loyalty", Field.Baseline),
        ("stream_to_baseline", "loyalty-stream", Field.Baseline + "-stream"),
        ("read_to_baseline", "loyalty-read", Field.Baseline + "-read"),
        ("sqlite_to_baseline", "loyalty-sqlite", Field.Baseline + "-sqlite"),
    ];

    public static void Print(IReadOnlyList<Row> rows, TextWriter to)
    {
        to.WriteLine("                    per s   slowest   fastest  p50 ms  p99 ms  CPU us: client server postgres");
        foreach (var row in rows)
        {
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name,-15} {row.PerSecond,9:N0} {row.Slowest,9:N0} {row.Fastest,9:N0} {row.P50,7:F2}"
                + $" {row.P99,7:F2} {row.Cpu.Client * Micro,15:F1} {row.Cpu.Server * Micro,6:F1}"
                + $" {row.Cpu.Postgres * Micro,8:F1}  {row.Configuration}"));
        }

        foreach (var (name, ratio) in Ratios(rows))
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {ratio,6:F2}"));
    }

    public static async Task WriteJsonAsync(IReadOnlyList<Row> rows, string file)
    {
        var document = new
        {
            rows = rows.Select(row => new
            {
                name = row.Name,
                per_second = row.PerSecond,
                p50_ms = row.P50,
                p99_ms = row.P99,
                cpu_us = new
                {
                    client = row.Cpu.Client * Micro,
                    server = row.Cpu.Server * Micro,
                    postgres = row.Cpu.Postgres * Micro,
                },
            }),
            ratios = Ratios(rows).ToDictionary(ratio => ratio.Name, ratio => ratio.Value),
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(document, JsonSerializerOptions.Default));
    }

    private static IEnumerable<(string Name, double Value)> Ratios(IReadOnlyList<Row> rows) =>
        from ratio in s_ratios
        let over = rows.FirstOrDefault(row => row.Name == ratio.Over)
        let under = rows.FirstOrDefault(row => row.Name == ratio.Under)
        where over is not null && under is not null
        select (ratio.Name, over.PerSecond / under.PerSecond);
}
