using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Loyalty.Torture.Machine;

/// <summary>Makes sockets in other network namespaces: a socket stays in the one of the thread that made it, setns(2).
/// </summary>
internal static class NetworkNamespace
{
    private const string Own = "/proc/thread-self/ns/net";
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET of linux/sched.h

    /// <param name="path">The namespace's file.</param>
    /// <exception cref="Win32Exception">The namespace could not be entered.</exception>
    public static Socket Open(string path)
    {
        using var own = File.OpenHandle(Own);
        using var other = File.OpenHandle(path);
        Enter(other);
        try
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        }
        finally
        {
            Enter(own);
        }
    }

    private static void Enter(SafeFileHandle file)
    {
        if (SetNamespace(file, NewNetwork) != 0) throw new Win32Exception();
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true, ExactSpelling = true)]
    private static extern int SetNamespace(SafeFileHandle file, int kind);
}
