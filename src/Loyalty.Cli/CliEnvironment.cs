using Loyalty.Client;
using Spectre.Console;

namespace Loyalty.Cli;

/// <summary>The command's console, environment variables and client options; tests bring their own.</summary>
internal sealed record CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>The terminal on which progress is shown; null where nobody looks.</summary>
    public IAnsiConsole? Terminal { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Clock, randomness and connections of the client.</summary>
    public ClientOptions Client { get; init; } = new();

    public static CliEnvironment OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        Terminal = Console.IsErrorRedirected
            ? null
            : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
        Environment = System.Environment.GetEnvironmentVariable,
    };
}
