using System.CommandLine;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    public const string ServerVariable = "LOYALTY_SERVER";

    private const string DefaultServer = "http://127.0.0.1:7080";

    public Option<string[]> Server { get; } = new("--server")
    {
        Description = $"Where the engine is; several, repeated or with commas between, share the calls at random "
            + $"[default: ${ServerVariable}, then {DefaultServer}]",
        HelpName = "URL",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "End stdout with one JSON object" };

    public Option<TimeSpan?> Timeout { get; } = Durations.Option(
        "--timeout", "What one attempt of a call may take [default: 5s]");

    public Option<TimeSpan?> Patience { get; } = Durations.Option(
        "--patience", "How long to repeat what the engine can't answer just now [default: 5s; replay, import: 60s]");

    public Option<string> CallerKind { get; } = new("--caller-kind")
    {
        Description = "Who calls: back-office, till, desk, supervisor or partner",
        DefaultValueFactory = static _ => CallerIdentity.CommandLine.Kind,
    };

    public Option<string> CallerName { get; } = new("--caller-name")
    {
        Description = "The till's, desk's, partner's or user's own name; cards of a replay are found by the same only",
        DefaultValueFactory = static _ => CallerIdentity.CommandLine.Name,
    };

    public Option<string?> CallerMall { get; } = new("--caller-mall") { Description = "The caller's mall" };

    public Option<string?> CallerStore { get; } = new("--caller-store")
    {
        Description = "The only store that the caller posts for",
    };

    public Option<string?> CallerOperator { get; } = new("--caller-operator")
    {
        Description = "The person at the till or desk",
    };

    public void AddTo(RootCommand root)
    {
        CallerKind.AcceptOnlyFromAmong(
            CallerMetadata.BackOffice, CallerMetadata.Till, CallerMetadata.Desk, CallerMetadata.Supervisor,
            CallerMetadata.Partner);
        Option[] all =
        [
            Server, Json, Timeout, Patience, CallerKind, CallerName, CallerMall, CallerStore, CallerOperator,
        ];
        foreach (var option in all)
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    public ClientOptions Read(ParseResult parsed, CliEnvironment environment, TimeSpan patience) =>
        environment.Client with
        {
            Servers = ReadServers(parsed, environment),
            CallTimeout = parsed.GetValue(Timeout) ?? environment.Client.CallTimeout,
            Retry = new RetryPolicy { Total = parsed.GetValue(Patience) ?? patience },
            Caller = new CallerIdentity(
                parsed.GetValue(CallerKind)!, parsed.GetValue(CallerName)!, parsed.GetValue(CallerMall) ?? "",
                parsed.GetValue(CallerStore) ?? "", parsed.GetValue(CallerOperator) ?? ""),
        };

    private List<Uri> ReadServers(ParseResult parsed, CliEnvironment environment)
    {
        var given = parsed.GetValue(Server) is { Length: > 0 } options
            ? string.Join(',', options)
            : environment.Environment(ServerVariable);
        if (string.IsNullOrWhiteSpace(given)) given = DefaultServer;
        var servers = new List<Uri>();
        foreach (var text in given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                throw new UsageException($"“{text}” is no server; write one like {DefaultServer}.");
            servers.Add(uri);
        }

        return servers.Count > 0 ? servers : throw new UsageException("--server names no server.");
    }
}
