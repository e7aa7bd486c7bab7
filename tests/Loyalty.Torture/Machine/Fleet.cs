using Loyalty.Testing;

namespace Loyalty.Torture.Machine;

/// <summary>Servers on one database, with everything between them that can be broken.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private Fleet(IReadOnlyList<Node> nodes, PostgresServer? postgres, string books) =>
        (Nodes, Postgres, Books) = (nodes, postgres, books);

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Null on SQLite.</summary>
    public PostgresServer? Postgres { get; }

    /// <summary>Where the ledger is, past all proxies: a connection string, or the folder of a SQLite file.</summary>
    public string Books { get; }

    public int Cuts => Nodes.Sum(node => node.Front.Cuts + (node.Back?.Cuts ?? 0));

    public int CutsAtCommit => Nodes.Sum(node => node.Back?.CutsAtCommit ?? 0);

    /// <summary>Writes that the database refused by a guard.</summary>
    public int Fenced => Nodes.Sum(node => node.Back?.Fenced ?? 0);

    /// <summary>Makes servers on an empty schema of a PostgreSQL, which belongs to the fleet from then on.</summary>
    /// <param name="postgres">The database.</param>
    /// <param name="count">How many servers.</param>
    /// <param name="folder">Where their logs go.</param>
    /// <param name="day">When their days change; null: as the default settings have it.</param>
    public static async Task<Fleet> OnPostgresAsync(
        PostgresServer postgres, int count, string folder, MallDay? day = null)
    {
        var books = await postgres.CreateSchemaAsync();
        var nodes = Enumerable.Range(0, count).Select(index => Node.OnPostgres(
            index, folder, postgres.Port, port => new Npgsql.NpgsqlConnectionStringBuilder(books) { Port = port }
                .ConnectionString,
            day?.Settings ?? []));
        return new Fleet([.. nodes], postgres, books);
    }

    /// <summary>Makes a server on SQLite.</summary>
    public static Fleet OnSqlite(string folder, string data) => new([Node.OnSqlite(folder, data)], null, data);

    /// <summary>Starts every server and waits until all are ready.</summary>
    /// <exception cref="OperationCanceledException">They weren't in time.</exception>
    public async Task StartAsync(TimeSpan limit)
    {
        foreach (var node in Nodes) _ = node.KeepUpAsync();
        using var patience = new CancellationTokenSource(limit);
        foreach (var node in Nodes)
            while (!await node.Server.IsReadyAsync()) await Task.Delay(25, patience.Token);
    }

    public void Heal()
    {
        foreach (var node in Nodes) node.Heal();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
        if (Postgres is not null) await Postgres.DisposeAsync();
    }
}
