using System.Globalization;

namespace Loyalty.Bench;

/// <summary>The command line's options.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: compare [--seconds S] [--rounds R] [--only NAME,NAME] [--orleans-sql DIR]
                       [--baseline DIR] [--json FILE]
               latency | hot [--seconds S]
               cold | desk [--cards N]
               growth [--seconds S] [--entries N,N]
        """;

    public string Verb { get; init; } = "";

    /// <summary>How long each contender is measured in each round.</summary>
    public TimeSpan Seconds { get; init; } = TimeSpan.FromSeconds(10);

    public int Rounds { get; init; } = 5;

    /// <summary>The contenders to run; null means all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Cards that are called while they are cold, or that the desk has.</summary>
    public int Cards { get; init; } = 300_000;

    /// <summary>Entries in the ledger when it is measured, ascending.</summary>
    public IReadOnlyList<long> Entries { get; init; } = [10_000, 1_000_000, 10_000_000];

    /// <summary>The folder of Orleans' own scripts for PostgreSQL.</summary>
    public string? OrleansSql { get; init; }

    /// <summary>The folder of another build of the server, full path, measured in turn with this one.</summary>
    public string? Baseline { get; init; }

    public string? Json { get; init; }

    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static CommandLine Parse(string[] arguments)
    {
        var line = new CommandLine { Verb = arguments.FirstOrDefault() ?? throw new FormatException(Usage) };
        for (var i = 1; i < arguments.Length; i++)
        {
            line = arguments[i] switch
            {
                "--seconds" => line with { Seconds = TimeSpan.FromSeconds(Number(arguments, ++i)) },
                "--rounds" => line with { Rounds = Number(arguments, ++i) },
                "--cards" => line with { Cards = Number(arguments, ++i) },
                "--entries" => line with { Entries = Numbers(arguments, ++i) },
                "--only" => line with { Only = Value(arguments, ++i).Split(',') },
                "--orleans-sql" => line with { OrleansSql = Value(arguments, ++i) },
                "--baseline" => line with { Baseline = Build(arguments, ++i) },
                "--json" => line with { Json = Value(arguments, ++i) },
                var other => throw new FormatException($"Unknown: {other}. {Usage}"),
            };
        }

        return line;
    }

    private static int Number(string[] arguments, int at) =>
        int.TryParse(Value(arguments, at), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
            ? number
            : throw new FormatException($"{arguments[at - 1]} needs a positive number.");

    private static long[] Numbers(string[] arguments, int at) =>
        [.. Value(arguments, at).Split(',').Select(text => (long)Number([arguments[at - 1], text], 1))];

    private static string Build(string[] arguments, int at)
    {
        var folder = Path.GetFullPath(Value(arguments, at));
        return File.Exists(Path.Combine(folder, "Loyalty.Server"))
            ? folder
            : throw new FormatException($"There is no Loyalty.Server in {folder}: build it, and name its output.");
    }

    private static string Value(string[] arguments, int at) => at < arguments.Length
        ? arguments[at]
        : throw new FormatException($"{arguments[at - 1]} needs a value. {Usage}");
}
