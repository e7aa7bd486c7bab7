using System.Net;
using Loyalty.Testing;
using Loyalty.Testing.Processes;
using Loyalty.Torture.Checks;
using Npgsql;

namespace Loyalty.Torture.Machine;

/// <summary>
/// A server between two proxies: clients reach it through the one, and it reaches PostgreSQL through the other.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private const int Signalled = 128; // more than that: a signal's number

    private readonly Lock gate = new();
    private readonly FailureLog failures;
    private readonly List<string> wrongEnds = [];
    private int life; // counts what was wanted of the process; what keeps it up ends with its own
    private bool launched; // and it has not been seen to end
    private volatile bool served;

    private Node(int index, ServerProcess server, string log, CuttingProxy? back)
    {
        (Index, Server, Back) = (index, server, back);
        failures = new FailureLog(log);
        Front = new CuttingProxy(server.Grpc.Port, server.Place, IPAddress.Loopback, Protocol.Bytes);
    }

    public int Index { get; }

    public ServerProcess Server { get; }

    /// <summary>Between the clients and the server.</summary>
    public CuttingProxy Front { get; }

    /// <summary>Between the server and PostgreSQL; null on SQLite.</summary>
    public CuttingProxy? Back { get; }

    /// <summary>Whether the others can reach it; who sees to it that they can't says so here.</summary>
    public Endings Endings { get; } = new(TimeProvider.System);

    public Uri Address => new($"http://127.0.0.1:{Front.Port}");

    /// <summary>How often it left its cluster as a silo has to that was declared dead.</summary>
    public int Leavings { get; private set; }

    /// <summary>Whether it has been ready for calls since it was started last.</summary>
    public bool HasServed => served;

    /// <summary>How often it ended without being told to, rightly or not; failed starts are not among it.</summary>
    public int Ends { get; private set; }

    /// <param name="index">Which of its fleet's.</param>
    /// <param name="folder">The folder of its log.</param>
    /// <param name="ledger">The connection string to PostgreSQL on this machine.</param>
    /// <param name="network">Its network; null for this machine's own.</param>
    /// <param name="settings">More settings, as on the command line.</param>
    public static Node OnPostgres(
        int index, string folder, string ledger, SiloNetwork? network, IEnumerable<string> settings)
    {
        var postgres = new NpgsqlConnectionStringBuilder(ledger);
        var near = network?.Gateway ?? IPAddress.Loopback;
        var back = new CuttingProxy(postgres.Port, ServerPlace.Loopback, near, Protocol.Postgres);
        (postgres.Host, postgres.Port) = (near.ToString(), back.Port);
        var log = Path.Combine(folder, $"server-{index}.log");
        var server = new ServerProcess(
            log, network?.Place(index) ?? ServerPlace.Loopback,
            ["--ConnectionStrings:Loyalty", postgres.ConnectionString, .. settings]);
        return new Node(index, server, log, back);
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
        for (; KeepUp(mine); await Task.Delay(100))
            if (!served && Server is { IsRunning: true, IsSuspended: false }) served = await Server.IsReadyAsync();
    }

    public async Task KillAsync()
    {
        EndLife();
        if (Server.IsRunning) await Server.KillAsync();
    }

    /// <summary>Stops the server in good order and answers its exit code.</summary>
    public async Task<int> StopAsync()
    {
        EndLife();
        return Server.IsRunning ? await Server.StopAsync() : 0;
    }

    /// <summary>
    /// Takes the failures that nobody foresaw and nobody has been told of: errors in its log, and wrong ends of its own
    /// accord.
    /// </summary>
    public IReadOnlyList<string> TakeFailures()
    {
        lock (gate)
        {
            CheckEnd();
            string[] taken = [.. failures.TakeNew(), .. wrongEnds];
            wrongEnds.Clear();
            return taken;
        }
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
        lock (gate)
        {
            CheckEnd();
            (launched, served) = (false, false);
            return ++life;
        }
    }

    /// <summary>Launches the server if it isn't running; false if somebody wants something else of it by now.</summary>
    private bool KeepUp(int mine)
    {
        lock (gate)
        {
            if (mine != life) return false;
            CheckEnd();
            if (launched) return true;
            launched = true;
            Server.Launch();
            return true;
        }
    }

    /// <summary>Takes note if it has ended by itself. One that never served may have found no database, and tries
    /// again; but it doesn't crash.</summary>
    private void CheckEnd()
    {
        if (!launched || Server.ExitCode is not { } code) return;
        var (isRight, failedToStart) = (Endings.TakeRight(code), !served && code < Signalled);
        (launched, served) = (false, false);
        if (isRight) Leavings++;
        else if (failedToStart) return;
        else wrongEnds.Add($"ended by itself with {code}: {failures.LastWords()}");
        Ends++;
    }
}
