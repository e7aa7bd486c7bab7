namespace Loyalty.Cli;

/// <summary>Ends the command with one line for people: a stable reason and a sentence.</summary>
internal sealed class CommandException(string reason, string sentence, Exception? inner = null)
    : Exception($"{reason}: {sentence}", inner)
{
    public string Reason => reason;
}

/// <summary>The command line itself is wrong.</summary>
internal sealed class UsageException(string sentence) : Exception($"USAGE: {sentence}");
