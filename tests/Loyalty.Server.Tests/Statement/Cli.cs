using System.Text.Json.Nodes;
using Loyalty.Cli;

namespace Loyalty.Server.Tests.Statement;

/// <summary>The command, run in this process against a running server.</summary>
internal sealed record Cli(int ExitCode, string Out, string Error)
{
    public JsonObject Json => JsonNode.Parse(Out.TrimEnd('\n').Split('\n')[^1])!.AsObject();

    public static async Task<Cli> RunAsync(RunningServer server, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync([.. args, "--server", $"{server.GrpcUri}"], new CliEnvironment
        {
            Out = output, Error = error, Environment = static _ => null,
        });
        return new Cli(exitCode, output.ToString(), error.ToString());
    }
}
