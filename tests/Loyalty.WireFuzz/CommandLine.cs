using System.Globalization;

namespace Loyalty.WireFuzz;

/// <summary>Bad input by hand.</summary>
internal static class CommandLine
{
    private const string Usage =
        "Usage: Loyalty.WireFuzz [--inputs N] [--seed S] [--from INDEX]"
        + " [--kind TEXT] [--held CONNECTIONS] [--keep FOLDER]";

    /// <summary>Runs it and prints a table. 0 if nothing was violated, 1 if something was, 2 for misuse.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length % 2 != 0) return await MisuseAsync();
        var options = new WireOptions { Seed = Random.Shared.NextInt64(1_000_000_000) };
        string? keep = null;
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] == "--keep")
            {
                keep = args[i + 1];
                continue;
            }

            if (args[i] == "--kind")
            {
                options = options with { Kind = args[i + 1] };
                continue;
            }

            if (!long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || With(options, args[i], number) is not { } changed) return await MisuseAsync();
            options = changed;
        }

        var folder = keep is null
            ? Directory.CreateTempSubdirectory("loyalty-wire-").FullName
            : Directory.CreateDirectory(keep).FullName;
        try
        {
            Console.WriteLine($"Seed {options.Seed}.");
            var report = await new WireRun(options, folder).RunAsync(CancellationToken.None);
            Print(options, report);
            return report.ViolationCount == 0 ? 0 : 1;
        }
        finally
        {
            if (keep is null) Directory.Delete(folder, recursive: true);
        }
    }

    private static WireOptions? With(WireOptions options, string name, long number) => name switch
    {
        "--inputs" => options with { Inputs = number },
        "--seed" => options with { Seed = number },
        "--from" => options with { From = number },
        "--held" when number <= int.MaxValue => options with { HeldConnections = (int)number },
        _ => null,
    };

    private static void Print(WireOptions options, WireReport report)
    {
        foreach (var (kind, outcomes) in report.Outcomes)
        {
            var answers = outcomes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}");
            Console.WriteLine($"{kind,-34} {outcomes.Values.Sum(),9}  {string.Join(", ", answers)}");
        }

        foreach (var (name, value) in report.Figures) Console.WriteLine($"{name}: {value}");
        foreach (var violation in report.Violations) Console.WriteLine($"VIOLATION {violation}");
        if (report.ViolationCount > 0)
            Console.WriteLine(
                $"An input is replayed by: Loyalty.WireFuzz --seed {options.Seed} --from INDEX --inputs 1 --held 0");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{report.Inputs:n0} inputs, {report.ViolationCount:n0} violations"));
    }

    private static async Task<int> MisuseAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return 2;
    }
}
