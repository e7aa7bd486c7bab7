using System.Diagnostics;
using System.Globalization;
using Loyalty.Client;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Testing;
using Loyalty.Testing.Processes;
using Loyalty.V1;

namespace Loyalty.Cluster.Tests;

/// <summary>
/// Three server processes that are the silos of one cluster, on a PostgreSQL of their own. A scenario brings it back to
/// where it began: the next one finds three silos.
/// </summary>
public sealed class Silos : IAsyncLifetime
{
    public const int Count = 3;
    private const int Active = 3, Dead = 6; // Orleans' SiloStatus

    /// <summary>The time in which a silo must start and join, on a machine that does other things too.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-cluster-").FullName;
    private PostgresServer postgres = null!;

    public string Connection { get; private set; } = "";

    public List<ServerProcess> All { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        postgres = await PostgresServer.StartAsync();
        Connection = await postgres.CreateSchemaAsync();
        All = Make();
        await StartAllAsync();
    }

    /// <summary>More silos, at addresses of their own; nothing runs yet.</summary>
    public List<ServerProcess> Make(params string[] settings) =>
    [
        .. Enumerable.Range(All.Count, Count).Select(i => new ServerProcess(
            Path.Combine(folder, $"silo-{i.ToString(CultureInfo.InvariantCulture)}-{Ports.Free()}.log"),
            [
                "--ConnectionStrings:Loyalty", Connection, "--Logging:LogLevel:Loyalty", "Debug", .. settings,
            ])),
    ];

    /// <summary>Other processes take the place of the present ones, which must not run any more.</summary>
    public async Task ReplaceAsync(List<ServerProcess> others)
    {
        foreach (var silo in All) await silo.DisposeAsync();
        All = others;
    }

    /// <summary>Starts those that don't run, and waits until all are members and ready.</summary>
    public async Task StartAllAsync()
    {
        await Task.WhenAll(All.Where(silo => !silo.IsRunning).Select(silo => silo.StartAsync(StartLimit)));
        await WaitAsync(
            async () => await MembersAsync(Active) == Count && await MembersAsync(Active, All) == Count,
            StartLimit, "all silos are members");
    }

    /// <summary>Rows of the membership table with a status; of these silos alone if given.</summary>
    public Task<long> MembersAsync(int status, IEnumerable<ServerProcess>? silos = null)
    {
        var ports = silos is null ? "true" : $"port IN ({string.Join(',', silos.Select(silo => silo.Silo.Port))})";
        return PostgresServer.ScalarAsync<long>(
            Connection, $"SELECT count(*) FROM cluster_silos WHERE status = {status} AND {ports}");
    }

    /// <summary>Waits until the others have declared a silo dead.</summary>
    public Task DeclaredDeadAsync(ServerProcess silo, TimeSpan limit) => WaitAsync(
        async () => await MembersAsync(Active, [silo]) == 0 && await MembersAsync(Dead, [silo]) > 0,
        limit, "the silo is declared dead");

    /// <summary>
    /// Commits that met a version conflict, of all starts of these silos.
    /// </summary>
    public static int VersionConflicts(IEnumerable<ServerProcess> silos) =>
        silos.Sum(silo => silo.Said().Split("A commit met a version conflict").Length - 1);

    /// <summary>A client of some of the silos; of all if none are named.</summary>
    public LoyaltyClient Client(CallerIdentity? caller = null, params ServerProcess[] silos) => new(new ClientOptions
    {
        Servers = [.. (silos.Length == 0 ? [.. All] : silos).Select(silo => silo.Address)],
        Caller = caller ?? new CallerIdentity(CallerMetadata.Till, "till-1", Store: Sale.Store),
        Retry = new RetryPolicy { Total = TimeSpan.FromSeconds(60), MaxBackoff = TimeSpan.FromMilliseconds(500) },
    });

    public async Task AuditAsync()
    {
        await using var snapshot = await LedgerStores.OpenAsync(Connection, CancellationToken.None);
        var report = await Auditor.RunAsync(snapshot, CancellationToken.None);
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
    }

    public static async Task WaitAsync(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        for (var clock = Stopwatch.StartNew(); !await condition(); await Task.Delay(50))
            Assert.True(clock.Elapsed < limit, $"Not in {limit}: {what}.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in All) await silo.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

[CollectionDefinition(nameof(Silos), DisableParallelization = true)]
public sealed class SilosOfAll : ICollectionFixture<Silos>;
