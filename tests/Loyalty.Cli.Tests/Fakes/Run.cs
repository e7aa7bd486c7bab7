using System.Text.Json.Nodes;
using Loyalty.Client;

namespace Loyalty.Cli.Tests.Fakes;

/// <summary>The whole command, run in this process against a fake server.</summary>
internal sealed record Run(int ExitCode, string Out, string Error)
{
    public JsonObject Json => JsonNode.Parse(Out.TrimEnd('\n').Split('\n')[^1])!.AsObject();

    public static Task<Run> OfAsync(FakeEngine engine, params string[] args) => OfAsync(new FakeServer(engine), args);

    public static async Task<Run> OfAsync(FakeServer server, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(args, new CliEnvironment
        {
            Out = output,
            Error = error,
            Environment = static _ => null,
            Client = new ClientOptions { Connect = () => new NotDisposed(server) },
        });
        return new Run(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A channel disposes its handler; the next run needs it again.</summary>
    private sealed class NotDisposed(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override void Dispose(bool disposing)
        {
        }
    }
}
