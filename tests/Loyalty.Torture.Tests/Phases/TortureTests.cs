using System.Security.Cryptography;
using Loyalty.Testing;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Tests.Phases;

/// <summary>Servers on a PostgreSQL of their own, and what a run said of them.</summary>
public abstract class TortureTests(ITestOutputHelper output) : IDisposable
{
    protected const int FixedSeed = 2_026;

    private readonly StringWriter said = new();
    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-torture-").FullName;

    protected static CrowdSize Size { get; } =
        new() { Tills = 4, Window = 16, FirstCards = 12, Readers = 2, Resent = 200, Lives = 3 };

    public void Dispose()
    {
        output.WriteLine(said.ToString());
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected Torment Make(int seed)
    {
        var chosen = seed == 0 ? RandomNumberGenerator.GetInt32(1, int.MaxValue) : seed;
        Console.WriteLine($"seed {chosen}"); // at once: a run that hangs ends without its output
        said.WriteLine($"seed {chosen}");
        return new Torment(chosen, folder, said);
    }

    /// <summary>Silos of one cluster have networks of their own, where this machine allows it.</summary>
    protected async Task<Fleet> StartAsync(FleetForm form, int servers)
    {
        if (PostgresServer.Missing is { } reason) Assert.Skip(reason);
        var postgres = await PostgresServer.StartAsync();
        if (!postgres.IsOurs) Assert.Skip("the PostgreSQL is not ours to kill");
        var network = form == FleetForm.Cluster ? await SiloNetwork.TryMakeAsync(servers) : null;
        var fleet = await Fleet.OnPostgresAsync(postgres, form, servers, folder, network: network);
        await fleet.StartAsync(TimeSpan.FromSeconds(40));
        return fleet;
    }
}
