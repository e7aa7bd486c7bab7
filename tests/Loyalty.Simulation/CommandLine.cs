using System.Globalization;
using Loyalty.Simulation.Breaks;

namespace Loyalty.Simulation;

/// <summary>The command line's options.</summary>
internal sealed record CommandLine
{
    public const int DefaultOperations = 80;

    public const string Usage =
        "Usage: [--seeds N] [--from S] [--operations N] [--break NAME] [--sweep] [--crash-before STEP] [--trace] "
        + "[--keep-going]";

    public ulong Seeds { get; init; } = 1_000;

    public ulong From { get; init; } = 1;

    /// <summary>The operations that tills begin in one run; each may be repeated.</summary>
    public int Operations { get; init; } = DefaultOperations;

    public string Break { get; init; } = "none";

    /// <summary>Whether each seed is run again and again with a crash before each of its steps.</summary>
    public bool Sweep { get; init; }

    /// <summary>The step before which its machine crashes, as a sweep has found it.</summary>
    public long? CrashBefore { get; init; }

    public bool Trace { get; init; }

    /// <summary>Whether it goes on after the first failing seed.</summary>
    public bool KeepGoing { get; init; }

    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            line = arguments[i] switch
            {
                "--seeds" => line with { Seeds = Number(arguments, ++i) },
                "--from" => line with { From = Number(arguments, ++i) },
                "--operations" => line with { Operations = (int)Number(arguments, ++i) },
                "--break" => line with { Break = Value(arguments, ++i) },
                "--sweep" => line with { Sweep = true },
                "--crash-before" => line with { CrashBefore = (long)Number(arguments, ++i) },
                "--trace" => line with { Trace = true },
                "--keep-going" => line with { KeepGoing = true },
                var other => throw new FormatException($"Unknown: {other}. {Usage}"),
            };
        }

        return BrokenPart.ByName.ContainsKey(line.Break)
            ? line
            : throw new FormatException($"--break is one of {string.Join(", ", BrokenPart.ByName.Keys)}.");
    }

    /// <summary>The command that runs one seed again.</summary>
    public string ReplayOf(ulong seed, long? crashBefore) =>
        "dotnet run -c Release --project tests/Loyalty.Simulation -- --seeds 1 "
        + string.Create(CultureInfo.InvariantCulture, $"--from {seed} --operations {Operations} --trace")
        + (Break == "none" ? "" : $" --break {Break}")
        + (crashBefore is { } step ? string.Create(CultureInfo.InvariantCulture, $" --crash-before {step}") : "");

    private static ulong Number(IReadOnlyList<string> arguments, int at) =>
        ulong.TryParse(Value(arguments, at), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and <= int.MaxValue
            ? number
            : throw new FormatException($"{arguments[at - 1]} needs a number from 1 to {int.MaxValue}.");

    private static string Value(IReadOnlyList<string> arguments, int at) => at < arguments.Count
        ? arguments[at]
        : throw new FormatException($"{arguments[at - 1]} needs a value. {Usage}");
}
