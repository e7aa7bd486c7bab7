using System.CommandLine;

namespace Loyalty.Cli.Commands;

/// <summary>
/// Options that take one of a few words. They say so when they are made, and once: a symbol is shared by all commands
/// of the process and, like all of System.CommandLine's, not made to be changed while another parses.
/// </summary>
internal static class Choices
{
    public static Option<T> Among<T>(this Option<T> option, params string[] words)
    {
        option.AcceptOnlyFromAmong(words);
        return option;
    }
}
