using Loyalty.Testing;
using Loyalty.Testing.Processes;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Phases;

namespace Loyalty.Torture.Machine;

/// <summary>
/// A server between two proxies: clients reach it through the one, and it reaches PostgreSQL through the other.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private readonly Lock gate = new();
    private int life; // counts what was wanted of the process; what keeps it up ends with its own
    private volatile bool served;

    private Node(int index, ServerProcess server, string log, CuttingProxy? back)
    {
        (Index, Server, Back) = (index, server, back);
        Failures = new FailureLog(log, Torment.IsCluster);
        Front = new CuttingProxy(server.Grpc.Port, Protocol.Bytes);
    }

    public int Index { get; }

    public ServerProcess Server { get; }

    /// <summary>Between the clients and the server.</summary>
    public CuttingProxy Front { get; }

    /// <summary>Between the server and PostgreSQL; null on SQLite.</summary>
    public CuttingProxy? Back { get; }

    /// <summary>What its log tells that nobody foresaw.</summary>
    public FailureLog Failures { get; }

    public Uri Address => new($"http://127.0.0.1:{Front.Port}");

    /// <summary>How often the process ended without being told to: it left its cluster, or it is a bug.</summary>
    public int Leavings { get; private set; }

    /// <param name="index">Which of its fleet's.</param>
    /// <param name="folder">Where its log goes.</param>
    /// <param name="port">PostgreSQL's.</param>
    /// <param name="connectionString">Says how it reaches PostgreSQL by another port.</param>
    /// <param name="settings">More settings, as on the command line.</param>
    public static Node OnPostgres(
        int index, string folder, int port, Func<int, string> connectionString, IEnumerable<string> settings)
    {
        var back = new CuttingProxy(port);
        var log = Path.Combine(folder, $"server-{index}.log");
        return new Node(
            index,
            new ServerProcess(log, ["--ConnectionStrings:Loyalty", connectionString(back.Port), .. settings]),
            log, back);
    }

    public static Node OnSqlite(string folder, string data)
    {
        var log = Path.Combine(folder, "server-0.log");
        return new Node(0, new ServerProcess(log, "--Loyalty:Data", data), log, null);
    }

    /// <summary>Starts the server and starts it again whenever it ends, until it is killed or stopped here.</summary>
    public async Task KeepUpAsync()
    {
        var mine = EndLife();
        served = false;
        for (var launched = false; KeepUp(mine, ref launched); await Task.Delay(100))
            if (!served && Server is { IsRunning: true, IsSuspended: false }) served = await Server.IsReadyAsync();
    }

    public async Task KillAsync()
    {
        EndLife();
        await Server.KillAsync();
    }

    /// <summary>Stops the server in good order and answers its exit code.</summary>
    public async Task<int> StopAsync()
    {
        EndLife();
        return Server.IsRunning ? await Server.StopAsync() : 0;
    }

    /// <summary>Ends whatever was done to its connections.</summary>
    public void Heal()
    {
        foreach (var proxy in new[] { Front, Back })
        {
            if (proxy is null) continue;
            proxy.Delay = TimeSpan.Zero;
            proxy.Silence = Silence.None;
            proxy.CutNext(Cut.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        EndLife();
        await Server.DisposeAsync();
        await Front.DisposeAsync();
        if (Back is not null) await Back.DisposeAsync();
    }

    private int EndLife()
    {
        lock (gate) return ++life;
    }

    /// <summary>Launches the server if it isn't running; false if somebody wants something else of it by now.</summary>
    private bool KeepUp(int mine, ref bool launched)
    {
        lock (gate)
        {
            if (mine != life) return false;
            if (launched && Server.IsRunning) return true;
            if (served) Leavings++; // one that never served found no database, and may try again
            served = false;
            launched = true;
            Server.Launch();
            return true;
        }
    }
}
