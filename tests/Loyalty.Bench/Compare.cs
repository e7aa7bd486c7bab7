using Loyalty.Bench.Contenders;
using Loyalty.Bench.Report;
using Loyalty.Testing;

namespace Loyalty.Bench;

/// <summary>
/// Measures all contenders in turn, round after round, on one machine and one PostgreSQL: (1) all are set up; (2) of
/// several configurations the fastest stays; (3) rounds; (4) what was answered is compared with what was done.
/// </summary>
internal static class Compare
{
    private const int Cards = 100_000;
    private static readonly TimeSpan s_firstWarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_trial = TimeSpan.FromSeconds(5);

    /// <summary>0 if all did what they answered, else 1.</summary>
    public static async Task<int> RunAsync(CommandLine line)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-bench-").FullName;
        await using var postgres = await PostgresServer.StartAsync();
        if (line.OrleansSql is null) Console.WriteLine("stock: skipped; --orleans-sql DIR names the official scripts.");

        // 1. Everybody is there.
        var field = await new Field(postgres, folder, Cards).GatherAsync(line.OrleansSql, line.Baseline);
        var asked = field.Where(group => line.Only is null || line.Only.Contains(group[0].Name)).ToArray();
        try
        {
            // 2. The best of each.
            var best = new List<Contender>();
            foreach (var group in asked) best.Add(await BestAsync(group));

            // 3. Rounds.
            var samples = best.ToDictionary(contender => contender, _ => new List<Sample>());
            for (var round = 1; round <= line.Rounds; round++)
            {
                foreach (var contender in best)
                {
                    var sample = await contender.RunAsync(s_warmUp, line.Seconds);
                    samples[contender].Add(sample);
                    await Console.Error.WriteLineAsync($"round {round}: {contender.Name} {sample.PerSecond:N0}/s");
                }
            }

            var rows = best.ConvertAll(contender => Row.Of(contender, samples[contender]));
            Table.Print(rows, Console.Out);
            if (line.Json is { } file) await Table.WriteJsonAsync(rows, file);

            // 4. Was it done?
            return await CheckAsync(best) ? 0 : 1;
        }
        finally
        {
            foreach (var contender in field.SelectMany(group => group)) await contender.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Contender> BestAsync(Contender[] group)
    {
        Contender? best = null;
        var fastest = 0.0;
        var warm = new HashSet<object>();
        foreach (var contender in group)
        {
            await contender.PrepareAsync();
            var sample = await contender.RunAsync(warm.Add(contender.Warms) ? s_firstWarmUp : s_warmUp, s_trial);
            await Console.Error.WriteLineAsync(
                $"trial: {contender.Name} {contender.Configuration} {sample.PerSecond:N0}/s");
            if (sample.PerSecond <= fastest) continue;
            (best, fastest) = (contender, sample.PerSecond);
        }

        return best!;
    }

    private static async Task<bool> CheckAsync(List<Contender> contenders)
    {
        var well = true;
        foreach (var contender in contenders)
        {
            if (await contender.CheckAsync() is not { } wrong) continue;
            well = false;
            Console.WriteLine($"{contender.Name}: {wrong}");
        }

        if (well) Console.WriteLine("The ledger holds all that was answered, once.");
        return well;
    }
}
