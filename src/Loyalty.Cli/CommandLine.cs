using System.CommandLine;
using System.CommandLine.Parsing;
using Loyalty.Cli.Commands;
using Loyalty.Cli.Csv;
using Loyalty.Client;

namespace Loyalty.Cli;

/// <summary>The whole command: its parts, and what every failure looks like.</summary>
internal static class CommandLine
{
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        string[] args, CliEnvironment environment, CancellationToken cancellation = default)
    {
        var parsed = Create(environment).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var help = $"Try: {string.Join(' ', PathOf(parsed.CommandResult))} --help";
            return Fail(environment, $"USAGE: {parsed.Errors[0].Message} {help}", ExitCodes.Usage);
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = environment.Out,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
            };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (UsageException e)
        {
            return Fail(environment, e.Message, ExitCodes.Usage);
        }
        catch (Exception e)
        {
            return Fail(environment, Describe(e), ExitCodes.Failed);
        }
    }

    private static RootCommand Create(CliEnvironment environment)
    {
        var options = new GlobalOptions();
        var root = new RootCommand("The loyalty engine's command line.");
        options.AddTo(root);
        var commands = new CommandFactory(options, environment);
        root.Add(CardCommands.Create(commands));
        root.Add(GuestCommands.Create(commands));
        root.Add(StockCommands.Create(commands));
        root.Add(MemberCommands.Create(commands));
        root.Add(AccrueCommand.Create(commands));
        root.Add(QuoteCommand.Create(commands));
        root.Add(ProgramCommand.Create(commands));
        root.Add(ReplayCommand.Create(commands));
        root.Add(ImportCommand.Create(commands));
        root.Add(ExportCommand.Create(commands));
        root.Add(AuditCommand.Create(commands));
        return root;
    }

    private static IEnumerable<string> PathOf(SymbolResult command) => command.Parent is { } parent
        ? PathOf(parent).Append(((CommandResult)command).Command.Name)
        : ["loyalty"];

    private static string Describe(Exception exception) => exception switch
    {
        CommandException e => e.Message,
        RefusedException { Attempts: > 1 } e => $"{e.Message} [tried {e.Attempts} times]",
        RefusedException e => e.Message,
        OperationCanceledException => "CANCELLED: Stopped before it was done; the same command can be run again.",
        CsvException or InvalidDataException => $"FILE_MALFORMED: {exception.Message}",
        IOException or UnauthorizedAccessException => $"FILE_UNREADABLE: {exception.Message}",
        MisreadException => $"MISREAD: {exception.Message}",
        // A defect of ours. People get its name rather than a stack trace.
        _ => $"INTERNAL: {exception.GetType().Name}: {exception.Message}",
    };

    private static int Fail(CliEnvironment environment, string line, int exitCode)
    {
        environment.Error.WriteLine(line.ReplaceLineEndings(" "));
        return exitCode;
    }
}
