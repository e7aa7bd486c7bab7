using System.Security.Cryptography;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Tests.Phases;

/// <summary>A slice of the torture, small enough for every build; and the same on databases that are broken.</summary>
public sealed class SliceTests(ITestOutputHelper output) : IDisposable
{
    private const int FixedSeed = 20_26;
    private static readonly CrowdSize Size = new() { Tills = 4, Window = 16, FirstCards = 12, Readers = 2, Recalled = 200 };
    private static readonly RoundPace Pace = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.3), 12, 1);
    private readonly StringWriter said = new();
    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-torture-").FullName;

    public void Dispose()
    {
        output.WriteLine(said.ToString());
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(FixedSeed)]
    [InlineData(0)]
    public async Task Servers_Tortured_LoseInventAndDoubleNothing(int seed)
    {
        var torment = Make(seed);
        await using var fleet = await StartAsync(2);
        var plan = Short(FaultPlan.Make(torment.Seed, 1, 2, Pace.Pause));
        await new Round(torment, fleet, new Floor()).RunAsync(1, plan, Pace, Size);

        Assert.Empty(torment.Violations.All);
        Assert.True(torment.Tally[Counted.Acknowledged] > 100);
        Assert.True(fleet.CutsAtCommit > 0);
    }

    [Theory]
    [InlineData(Break.Fence, "I8")]
    [InlineData(Break.RequestId, "I4")]
    [InlineData(Break.AckEarly, "I2")]
    public async Task Guard_TakenAway_IsNoticed(Break guard, string rule)
    {
        if (guard == Break.Fence && Torment.IsCluster)
            Assert.Skip("silos keep one activation per card: the fence is seldom needed");
        var torment = Make(FixedSeed);
        await using var fleet = await StartAsync(2);
        await BrokenGuard.BreakAsync(fleet.Books, guard);
        await new UnderLoad(torment, fleet, new Floor()).RunAsync("broken", 1, Size, audit: false, async () =>
        {
            await Task.Delay(1_500);
            await fleet.Postgres!.KillAsync();
            await fleet.Postgres.StartAgainAsync();
        });

        Assert.Contains(torment.Violations.All, violation => violation.Rule == rule);
    }

    [Fact]
    public async Task Ledger_TamperedWithByItsOwner_IsNoticed()
    {
        var torment = Make(FixedSeed);
        await using var fleet = await StartAsync(1);
        var floor = new Floor();
        var journal = new Journal(torment.Tally, torment.Violations);
        using var lines = new Lines(fleet, 2);
        await using var crowd = new Crowd(Size, lines, floor, journal, 1);
        await crowd.StartAsync();
        await Task.Delay(500);
        await crowd.SettleAsync(TimeSpan.FromSeconds(10));
        await RoundChecks.AuditAsync(fleet, floor, torment.Violations);
        Assert.Empty(torment.Violations.All);

        var card = floor.Sample(1, 1)[0].Id;
        await PostgresServer.ExecuteAsync(
            fleet.Books,
            "ALTER TABLE entries DISABLE TRIGGER USER; "
            + $"DELETE FROM entries WHERE card_id = '{card}' AND seq = 2; "
            + $"UPDATE entries SET points = points + 1 WHERE card_id = '{card}' AND seq = 3");
        await RoundChecks.CheckAsync(fleet, floor, journal);
        await RoundChecks.AuditAsync(fleet, floor, torment.Violations);
        Assert.Contains(torment.Violations.All, found => found.Card == card && found.Rule == "I1");
        Assert.Contains(torment.Violations.All, found => found.Card == card && found.Rule == "I2");
    }

    /// <summary>A zombie of 10 s is for longer runs; what a plan has for it here stops for a moment.</summary>
    private static FaultPlan Short(FaultPlan plan) => new(
        [.. plan.Servers.Take(3).Select(Short)], [.. plan.Database.Select(Short)]);

    private static PlannedFault Short(PlannedFault planned) =>
        planned with { Length = TimeSpan.FromSeconds(Math.Min(planned.Length.TotalSeconds, 1.5)) };

    private Torment Make(int seed)
    {
        var chosen = seed == 0 ? RandomNumberGenerator.GetInt32(1, int.MaxValue) : seed;
        said.WriteLine($"seed {chosen}");
        return new Torment(chosen, folder, said);
    }

    private async Task<Fleet> StartAsync(int servers)
    {
        if (PostgresServer.Missing is { } reason) Assert.Skip(reason);
        var postgres = await PostgresServer.StartAsync();
        if (!postgres.IsOurs) Assert.Skip("the PostgreSQL is not ours to kill");
        var fleet = await Fleet.OnPostgresAsync(postgres, servers, folder);
        await fleet.StartAsync(TimeSpan.FromSeconds(40));
        return fleet;
    }
}
