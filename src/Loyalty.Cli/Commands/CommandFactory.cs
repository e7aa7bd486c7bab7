using System.CommandLine;
using Loyalty.Cli.Output;
using Loyalty.Client;

namespace Loyalty.Cli.Commands;

/// <summary>The means of a running command.</summary>
internal sealed record Session(
    ParseResult Arguments, LoyaltyClient Client, Reporter Reporter, CliEnvironment CliEnvironment);

/// <summary>Gives each command its client and its output, for as long as it runs.</summary>
internal sealed class CommandFactory(GlobalOptions options, CliEnvironment environment)
{
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(5);

    public Command Create(
        string name,
        string description,
        IEnumerable<Symbol> parts,
        Func<Session, CancellationToken, Task<int>> action,
        TimeSpan? patience = null)
    {
        var command = new Command(name, description);
        foreach (var part in parts)
        {
            if (part is Argument argument) command.Add(argument);
            else command.Add((Option)part);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = Connect(options.Read(parsed, environment, patience ?? DefaultPatience));
            var reporter = new Reporter(environment.Out, parsed.GetValue(options.Json));
            return await action(new Session(parsed, client, reporter, environment), cancellation);
        });
        return command;
    }

    private static LoyaltyClient Connect(ClientOptions options)
    {
        try
        {
            return new LoyaltyClient(options);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
