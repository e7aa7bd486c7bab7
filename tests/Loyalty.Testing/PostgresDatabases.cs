using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Loyalty.Testing;

/// <summary>Whole databases of a throw-away server, and how an administrator copies and swaps them.</summary>
/// <param name="server">A server that is ours.</param>
public sealed class PostgresDatabases(PostgresServer server)
{
    private string Administrator => ConnectionTo("postgres");

    /// <summary>A connection string to a database of the server, there or not, as its superuser or as a role.</summary>
    public string ConnectionTo(string database, string role = "postgres") => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={server.Port};Username={role};Database={database}");

    /// <summary>Runs statements for the whole server, each by itself.</summary>
    public async Task RunAsync(params string[] statements)
    {
        foreach (var statement in statements) await PostgresServer.ExecuteAsync(Administrator, statement);
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>The connection string to it.</returns>
    public async Task<string> CreateAsync(string name)
    {
        await RunAsync($"CREATE DATABASE {name}");
        return ConnectionTo(name);
    }

    /// <summary>Copies a database by CREATE DATABASE … TEMPLATE, for which its sessions are ended.</summary>
    public async Task<string> CopyByTemplateAsync(string from, string to)
    {
        await CloseAsync(from);
        await RunAsync($"CREATE DATABASE {to} TEMPLATE {from}", Admits(from, true));
        return ConnectionTo(to);
    }

    /// <summary>Restores a dump of a database, which stays in use, as another one.</summary>
    public async Task<string> CopyByDumpAsync(string from, string to)
    {
        var file = Path.GetTempFileName();
        try
        {
            await CallAsync("pg_dump", "--format=custom", "--file", file, from);
            await CreateAsync(to);
            await CallAsync("pg_restore", "--exit-on-error", "--dbname", to, file);
        }
        finally
        {
            File.Delete(file);
        }

        return ConnectionTo(to);
    }

    /// <summary>Gives a database another name, for which its sessions are ended: PostgreSQL refuses it while any is
    /// left.</summary>
    public async Task RenameAsync(string from, string to)
    {
        await CloseAsync(from);
        await RunAsync($"ALTER DATABASE {from} RENAME TO {to}", Admits(to, true));
    }

    private async Task CloseAsync(string database)
    {
        await RunAsync(
            Admits(database, false),
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        while (await PostgresServer.ScalarAsync<long>(
            Administrator, $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'") > 0)
        {
            await Task.Delay(10);
        }
    }

    private static string Admits(string database, bool connections) =>
        $"ALTER DATABASE {database} ALLOW_CONNECTIONS {connections}";

    private async Task CallAsync(string program, params string[] arguments)
    {
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        string[] where = ["--host", "127.0.0.1", "--port", port, "--username", "postgres"];
        using var process = Process.Start(new ProcessStartInfo(PostgresServer.Find(program)!, [.. where, .. arguments])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new NpgsqlException($"{program} ended with {process.ExitCode}: {said}");
    }
}
