using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Loyalty.Testing.Processes;

/// <summary>Signals as POSIX numbers them on Linux, signal(7).</summary>
public enum Signal
{
    /// <summary>Ends the process at once; it can't see it come.</summary>
    Kill = 9,

    /// <summary>Asks the process to end.</summary>
    Terminate = 15,

    /// <summary>Lets a stopped process go on.</summary>
    Continue = 18,

    /// <summary>Stops the process where it is; its connections stay open and silent.</summary>
    Stop = 19,
}

/// <summary>Sends signals to processes.</summary>
public static class Signals
{
    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal; a process that is gone already is no error.</summary>
    /// <exception cref="Win32Exception">The signal could not be sent.</exception>
    public static void Send(int processId, Signal signal)
    {
        if (SendSignal(processId, (int)signal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
            throw new Win32Exception();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true, ExactSpelling = true)]
    private static extern int SendSignal(int processId, int signal);
}
