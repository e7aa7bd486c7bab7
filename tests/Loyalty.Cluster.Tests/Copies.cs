using System.Globalization;
using Loyalty.Testing;
using Loyalty.Testing.Processes;

namespace Loyalty.Cluster.Tests;

/// <summary>A PostgreSQL with several databases, and clusters of two silos on them.</summary>
public sealed class Copies : IAsyncDisposable
{
    public const int Silos = 2;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-copies-").FullName;
    private readonly List<Served> all = [];
    private PostgresServer? postgres;

    public PostgresDatabases Databases => new(postgres!);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        postgres = await PostgresServer.StartAsync();
        Assert.SkipUnless(postgres.IsOurs, "the server is not ours to make databases on");
    }

    /// <summary>Starts servers on a database; all are of one name and of one folder, as a copied installation is.
    /// </summary>
    public async Task<Served> StartAsync(string connection)
    {
        var served = new Served(connection, [
            .. Enumerable.Range(0, Silos).Select(i => new ServerProcess(
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{all.Count}-{i}.log")),
                "--ConnectionStrings:Loyalty", connection))]);
        all.Add(served);
        await served.StartAsync(StartLimit);
        return served;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var served in all) await served.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

[CollectionDefinition(nameof(Copies), DisableParallelization = true)]
public sealed class CopiesOfAll;
