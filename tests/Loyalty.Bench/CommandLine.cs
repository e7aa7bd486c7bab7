using System.Globalization;

namespace Loyalty.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage =
        "Usage: compare [--seconds S] [--rounds R] [--only NAME,NAME] [--orleans-sql DIR] [--json FILE]";

    public string Verb { get; init; } = "";

    /// <summary>How long each contender is measured in each round.</summary>
    public TimeSpan Seconds { get; init; } = TimeSpan.FromSeconds(10);

    public int Rounds { get; init; } = 5;

    /// <summary>The contenders to run; null means all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>The folder of Orleans' own scripts for PostgreSQL.</summary>
    public string? OrleansSql { get; init; }

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
                "--only" => line with { Only = Value(arguments, ++i).Split(',') },
                "--orleans-sql" => line with { OrleansSql = Value(arguments, ++i) },
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

    private static string Value(string[] arguments, int at) => at < arguments.Length
        ? arguments[at]
        : throw new FormatException($"{arguments[at - 1]} needs a value. {Usage}");
}
