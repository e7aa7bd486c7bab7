using System.Runtime.InteropServices;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Ends the process when the silo must not go on, such as when the others have declared it dead: one line, then SIGABRT
/// (exit code 134). Calls in progress have two seconds to be answered, with the ledger's refusal most likely. Orleans'
/// own handler (10.4.2) does the same and prints 289 lines of stacks.
/// </summary>
internal sealed class FatalErrors : IFatalErrorHandler
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        var why = context?.Split([". Membership:", "\n"], StringSplitOptions.None)[0] ?? $"{sender}";
        Console.Error.WriteLine($"loyalty: the silo ends itself: {why} {exception}".TrimEnd());
        using var never = new ManualResetEventSlim();
        never.Wait(Grace);
        if (OperatingSystem.IsWindows()) Environment.FailFast(why, exception);
        Abort();
    }

    [DllImport("libc", EntryPoint = "abort", ExactSpelling = true)]
    private static extern void Abort();
}
