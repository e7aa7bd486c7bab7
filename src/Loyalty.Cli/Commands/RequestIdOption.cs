using System.CommandLine;
using Loyalty.Client;

namespace Loyalty.Cli.Commands;

/// <summary>The request id of a command that changes something, so that it can be repeated as it was.</summary>
internal static class RequestIdOption
{
    public static readonly Option<string?> Option = new("--request-id")
    {
        Description = "Repeats a command whose answer was lost [default: a fresh one]",
        HelpName = "UUID",
    };

    /// <summary>Sends the request; where the answer stays open, the error says how to repeat it.</summary>
    public static async Task<T> RunAsync<T>(Session session, Func<string, Task<T>> send)
    {
        var requestId = session.Arguments.GetValue(Option) ?? Randomness.RequestId();
        try
        {
            return await send(requestId);
        }
        catch (RefusedException e) when (e.Refusal.IsTransient)
        {
            throw new CommandException(
                e.Refusal.Reason,
                $"{e.Refusal.Sentence} Whether it was done is open; repeat with --request-id {requestId}.", e);
        }
    }
}
