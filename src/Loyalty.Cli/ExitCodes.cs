namespace Loyalty.Cli;

/// <summary>Exit codes of the command.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Refused, unanswered, a bad file, or an audit with findings.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; nothing was asked.</summary>
    public const int Usage = 2;
}
