using System.Diagnostics;
using System.Net;

namespace Loyalty.Testing.Processes;

/// <summary>
/// The server as it runs in production: a process of its own, on ports of its own that it keeps when it is started
/// again.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly string log;
    private readonly string[] settings;
    private Process? process;

    /// <param name="log">A file that takes what the server says, over all its starts.</param>
    /// <param name="settings">More settings, as on the command line.</param>
    public ServerProcess(string log, params string[] settings)
        : this(log, ServerPlace.Loopback, settings)
    {
    }

    /// <param name="log">A file that takes what the server says, over all its starts.</param>
    /// <param name="place">The place where it runs.</param>
    /// <param name="settings">More settings, as on the command line.</param>
    public ServerProcess(string log, ServerPlace place, params string[] settings)
    {
        (this.log, Place) = (log, place);
        http = new HttpClient(place.Handler()) { Timeout = TimeSpan.FromSeconds(3) };
        Grpc = new IPEndPoint(IPAddress.Loopback, Ports.Free());
        Health = new IPEndPoint(IPAddress.Loopback, Ports.Free());
        Silo = new IPEndPoint(place.Address, Ports.Free());
        this.settings =
        [
            "--Loyalty:GrpcAddress", Text(Grpc), "--Loyalty:HttpAddress", Text(Health),
            "--Loyalty:Cluster:SiloAddress", Text(Silo), .. settings,
        ];
    }

    public ServerPlace Place { get; }

    public IPEndPoint Grpc { get; }

    public IPEndPoint Health { get; }

    public IPEndPoint Silo { get; }

    public Uri Address => new($"http://{Grpc}");

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Whether it is stopped where it was.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>How it ended, as a shell tells it: 128 and the signal's number where a signal did it. Null while it
    /// runs, and before its first start.</summary>
    public int? ExitCode => process is { HasExited: true } ended ? ended.ExitCode : null;

    /// <summary>The operating system's id of the process that runs, or ran last.</summary>
    public int ProcessId => process!.Id;

    /// <summary>The memory that the process holds, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            process!.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The program to run from the next start on: the server of this build, unless another takes the same
    /// settings.
    /// </summary>
    public string Program { get; set; } = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "../../Loyalty.Server/release/Loyalty.Server"));

    /// <summary>Starts the server and waits until it is ready for calls.</summary>
    /// <exception cref="InvalidOperationException">It ended instead, or was not ready in time.</exception>
    public async Task StartAsync(TimeSpan? limit = null)
    {
        Launch();
        if (!await IsReadyWithinAsync(limit ?? TimeSpan.FromSeconds(30)))
            throw new InvalidOperationException($"The server was not ready in time; {log} says why.");
    }

    /// <summary>Starts the server and waits for nothing.</summary>
    public void Launch()
    {
        IsSuspended = false;

        // The shell gives its place to the server, whose words then go to the file without passing through here.
        string[] arguments = ["-c", "exec \"$@\" >> \"$0\" 2>&1", log, .. Place.Launcher, Program, .. settings];
        process = Process.Start(new ProcessStartInfo("/bin/sh", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(log),
        })!;
    }

    /// <summary>Waits until the server is ready for calls; false if it ends, or isn't in time.</summary>
    public async Task<bool> IsReadyWithinAsync(TimeSpan limit)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < limit && IsRunning; await Task.Delay(20))
        {
            if (await IsReadyAsync()) return true;
        }

        return false;
    }

    /// <summary>Whether the server says of itself that it is ready for calls.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{Health}/healthz/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Returns the server's output so far, over all its starts.</summary>
    public string Said() => File.Exists(log) ? File.ReadAllText(log) : "";

    /// <summary>Waits until the server has ended by itself, and answers its exit code.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        await process!.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Ends the server as kill -9 does.</summary>
    public async Task KillAsync()
    {
        Send(Signal.Kill);
        await process!.WaitForExitAsync();
    }

    /// <summary>Stops the server in the middle of whatever it does, until it is let go on.</summary>
    public void Suspend()
    {
        IsSuspended = true;
        Send(Signal.Stop);
    }

    public void Resume()
    {
        Send(Signal.Continue);
        IsSuspended = false;
    }

    /// <summary>Asks the server to end, waits until it has, and answers its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan? limit = null)
    {
        Send(Signal.Terminate);
        return await EndAsync(limit ?? TimeSpan.FromSeconds(40));
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) await KillAsync();
        http.Dispose();
        process?.Dispose();
        process = null;
    }

    private void Send(Signal signal) => Signals.Send(process!.Id, signal);

    private static string Text(IPEndPoint address) => address.ToString();
}
