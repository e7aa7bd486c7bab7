using System.Globalization;
using Loyalty.Testing;

namespace Loyalty.Torture.Machine;

/// <summary>Servers on one database, with everything between them that can be broken.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private Fleet(
        IReadOnlyList<Node> nodes, FleetForm form, PostgresServer? postgres, string ledger, SiloNetwork? network) =>
        (Nodes, Form, Postgres, Ledger, Network) = (nodes, form, postgres, ledger, network);

    public IReadOnlyList<Node> Nodes { get; }

    public FleetForm Form { get; }

    /// <summary>Null on SQLite.</summary>
    public PostgresServer? Postgres { get; }

    /// <summary>
    /// The place of the ledger, past all proxies: a connection string, or the folder of a SQLite file.
    /// </summary>
    public string Ledger { get; }

    /// <summary>
    /// The network between the silos, if ways between them can be cut; null if they share this machine's.
    /// </summary>
    public SiloNetwork? Network { get; }

    /// <summary>
    /// By when all must answer again after the last fault has healed: what a client by default waits in all; silos have
    /// to find each other first.
    /// </summary>
    public static TimeSpan HealLimit { get; } = TimeSpan.FromSeconds(30);

    public int Cuts => Nodes.Sum(node => node.Front.Cuts + (node.Back?.Cuts ?? 0));

    public int CutsAtCommit => Nodes.Sum(node => node.Back?.CutsAtCommit ?? 0);

    /// <summary>Writes that the database refused by a guard.</summary>
    public int VersionConflicts => Nodes.Sum(node => node.Back?.VersionConflicts ?? 0);

    /// <summary>Makes servers on an empty schema of a PostgreSQL, which belongs to the fleet from then on.</summary>
    /// <param name="postgres">The database.</param>
    /// <param name="form">Whether they are silos of one cluster.</param>
    /// <param name="count">How many servers.</param>
    /// <param name="folder">The folder of their logs.</param>
    /// <param name="day">When their days change; null: as the default settings have it.</param>
    /// <param name="network">Their network, which belongs to the fleet from then on; null: this machine's own.
    /// </param>
    public static async Task<Fleet> OnPostgresAsync(
        PostgresServer postgres, FleetForm form, int count, string folder, MallDay? day = null,
        SiloNetwork? network = null)
    {
        var ledger = await postgres.CreateSchemaAsync();
        var nodes = Enumerable.Range(0, count).Select(index => Node.OnPostgres(
            index, folder, ledger, network,
            ["--Loyalty:Cluster:ClusterId", ClusterId(form, index), .. day?.Settings ?? []]));
        return new Fleet([.. nodes], form, postgres, ledger, network);
    }

    /// <summary>Makes a server on SQLite.</summary>
    public static Fleet OnSqlite(string folder, string data) =>
        new([Node.OnSqlite(folder, data)], FleetForm.Apart, null, data, null);

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
        if (Network is not null) await Network.DisposeAsync();
    }

    private static string ClusterId(FleetForm form, int index) =>
        form == FleetForm.Cluster ? "torture" : "torture-" + index.ToString(CultureInfo.InvariantCulture);
}
