using System.Diagnostics;
using System.Globalization;
using Loyalty.Testing.Processes;
using Npgsql;

namespace Loyalty.Testing;

/// <summary>
/// A real PostgreSQL for tests: a throw-away server with default durability, from the binaries on this machine, or the
/// one that LOYALTY_TEST_POSTGRES names (a connection string; each use makes a schema of its own there).
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Variable = "LOYALTY_TEST_POSTGRES";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string? folder;
    private readonly string connectionString;
    private Process? process;
    private int schemas;

    private PostgresServer(string? folder, int port, string connectionString) =>
        (this.folder, Port, this.connectionString) = (folder, port, connectionString);

    public int Port { get; }

    /// <summary>Whether the server is ours to stop and kill.</summary>
    public bool IsOurs => folder is not null;

    /// <summary>The folder of its socket in the file system; null if it has none.</summary>
    public string? SocketFolder { get; private init; }

    /// <summary>Why there can be no server here; null if there can.</summary>
    public static string? Missing =>
        PostgresBinaries.Folder is null && Environment.GetEnvironmentVariable(Variable) is null
            ? $"no PostgreSQL binaries in /usr/lib/postgresql/*/bin or PATH, and {Variable} is not set"
            : null;

    /// <summary>Finds a program of PostgreSQL's, such as pgbench; null if it isn't here.</summary>
    public static string? Find(string program) =>
        PostgresBinaries.Folder is { } bin && Path.Combine(bin, program) is var path && File.Exists(path) ? path : null;

    /// <param name="under">The folder of its data; null for one of its own, which it deletes.</param>
    public static async Task<PostgresServer> StartAsync(string? under = null)
    {
        if (under is null && Environment.GetEnvironmentVariable(Variable) is { } given)
            return new PostgresServer(null, 0, given);
        var data = await PostgresBinaries.CopyTemplateAsync(under);
        var port = Ports.Free();
        var server = new PostgresServer(
            data, port, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres")
        {
            SocketFolder = under is null ? Path.GetDirectoryName(data) : null, // a path may be too long for one
        };
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A connection string to an empty schema; through another port if a proxy stands between.</summary>
    public async Task<string> CreateSchemaAsync(int? port = null)
    {
        var name = $"t{Environment.ProcessId}_{Interlocked.Increment(ref schemas)}";
        await ExecuteAsync(connectionString, $"CREATE SCHEMA {name}");
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = name };
        if (port is { } other) builder.Port = other;
        return builder.ConnectionString;
    }

    /// <summary>Starts a server that was stopped, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        string[] arguments =
            ["-D", folder!, "-p", Text(Port), "-c", "listen_addresses=127.0.0.1", "-k", SocketFolder ?? ""];
        var clock = Stopwatch.StartNew();
        while (process is null or { HasExited: true } || !await AnswersAsync())
        {
            // After a kill a straggling child may hold the shared memory for a moment, and the server gives up.
            if (process is null or { HasExited: true })
                process = PostgresBinaries.Start("postgres", [.. arguments, "-c", "max_connections=200"], Log);
            if (clock.Elapsed > StartLimit)
                throw new TimeoutException($"PostgreSQL did not start in {StartLimit}: {LastSaid()}");
            await Task.Delay(25);
        }
    }

    /// <summary>Kills the server as kill -9 does: no process of it does anything any more.</summary>
    public async Task KillAsync()
    {
        Send(Signal.Kill);
        await process!.WaitForExitAsync();
    }

    /// <summary>Stops the server as pg_ctl does.</summary>
    /// <param name="mode">"fast" breaks connections and writes all down, "immediate" leaves that to the start.</param>
    public async Task StopAsync(string mode)
    {
        using var stop = PostgresBinaries.Start("pg_ctl", ["stop", "-D", folder!, "-m", mode, "-w"]);
        await stop.WaitForExitAsync();
        await process!.WaitForExitAsync();
    }

    /// <summary>Stops all its processes in the middle of whatever they do, until they are let go on.</summary>
    public void Suspend() => Send(Signal.Stop);

    public void Resume() => Send(Signal.Continue);

    /// <summary>The server's processes, the parent of the others first.</summary>
    public IReadOnlyList<int> ProcessIds() => [process!.Id, .. ChildrenOf(process.Id)];

    public async ValueTask DisposeAsync()
    {
        if (folder is null) return;
        if (process is { HasExited: false }) await StopAsync("immediate");
        process?.Dispose();
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    /// <summary>Runs statements on a connection of their own.</summary>
    public static async Task<int> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of the first row.</summary>
    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The path of its log, over all its starts.</summary>
    private string Log => Path.Combine(Path.GetDirectoryName(folder)!, "log");

    private string LastSaid() => string.Join('\n', File.ReadLines(Log).TakeLast(20));

    /// <summary>
    /// Sends a signal to each of its processes. The parent stands still meanwhile: a child that it made after the
    /// others were found would outlive a kill, and may wait for ever for a lock that one of the dead held.
    /// </summary>
    private void Send(Signal signal)
    {
        Signals.Send(process!.Id, Signal.Stop);
        foreach (var child in ChildrenOf(process.Id)) Signals.Send(child, signal);
        Signals.Send(process.Id, signal);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync(connectionString + ";Timeout=1", "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>
    /// The server's processes are children of the first; each group is its own, so they go one by one.
    /// </summary>
    private static List<int> ChildrenOf(int parent)
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-o", "pid=", "--ppid", Text(parent)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        return [.. ps.StandardOutput.ReadToEnd()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
