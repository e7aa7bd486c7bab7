using Loyalty.Bench.Contenders;
using Loyalty.Bench.Machine;

namespace Loyalty.Bench.Report;

/// <summary>The result of all rounds of one contender: medians, and the slowest and fastest round.</summary>
internal sealed record Row(
    string Name, string Configuration, double PerSecond, double Slowest, double Fastest, double P50, double P99,
    CpuTimes Cpu)
{
    public static Row Of(Contender contender, IReadOnlyCollection<Sample> rounds) => new(
        contender.Name,
        contender.Configuration,
        Median(rounds.Select(sample => sample.PerSecond)),
        rounds.Min(sample => sample.PerSecond),
        rounds.Max(sample => sample.PerSecond),
        Median(rounds.Select(sample => sample.P50)),
        Median(rounds.Select(sample => sample.P99)),
        new CpuTimes(
            Median(rounds.Select(sample => sample.CpuPerOperation.Client)),
            Median(rounds.Select(sample => sample.CpuPerOperation.Server)),
            Median(rounds.Select(sample => sample.CpuPerOperation.Postgres))));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
