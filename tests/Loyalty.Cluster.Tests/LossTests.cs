using System.Diagnostics;
using Loyalty.Testing.Processes;

namespace Loyalty.Cluster.Tests;

/// <summary>A silo goes without a word.</summary>
[Collection(nameof(Silos))]
public sealed class LossTests(Silos silos, ITestOutputHelper output)
{
    [Fact]
    public Task Silo_Killed_ItsCardsAnswerInThirtySeconds() => KillOneAsync(TimeSpan.FromSeconds(30));

    /// <summary>
    /// Silos at other addresses, as pods come back, with nobody left who could declare the old ones dead; then, tuned
    /// to notice at once, they lose one.
    /// </summary>
    [Fact]
    public async Task Cluster_KilledAndStartedElsewhereAndTuned_ComesBackAndLosesASiloForTenSecondsAtMost()
    {
        var others = silos.Make("--Loyalty:Cluster:ProbeSeconds", "1", "--Loyalty:Cluster:MissedProbes", "2");
        await RestartWholeAsync(others);
        await KillOneAsync(TimeSpan.FromSeconds(10));

        await Task.WhenAll(silos.All.Select(silo => silo.StopAsync()));
        await silos.ReplaceAsync(silos.Make());
        await silos.StartAllAsync();
    }

    [Fact]
    public Task Cluster_KilledAndStartedWhereItWas_ComesBack() => RestartWholeAsync(null);

    private async Task KillOneAsync(TimeSpan limit)
    {
        using var load = await Workload.StartAsync(silos);
        await load.TouchAllAsync();
        var victim = silos.All[1];

        await victim.KillAsync();
        var killed = Stopwatch.StartNew();
        var back = await load.TouchAllAsync();
        await silos.DeclaredDeadAsync(victim, limit);
        output.WriteLine(
            $"Every card answered after {back}; declared dead after {killed.Elapsed}; slowest call {load.Slowest}; "
            + $"{load.Answered} answers");

        Assert.InRange(back, TimeSpan.Zero, limit);
        await silos.StartAllAsync();
        await load.TouchAllAsync();
        await load.CheckAsync(silos);
    }

    private async Task RestartWholeAsync(List<ServerProcess>? others)
    {
        using var load = await Workload.StartAsync(silos);
        await load.TouchAllAsync();

        await Task.WhenAll(silos.All.Select(silo => silo.KillAsync()));
        var killed = Stopwatch.StartNew();
        if (others is not null) await silos.ReplaceAsync(others);
        var starting = silos.StartAllAsync();
        using var client = silos.Client();
        await client.Points.AccruePointsAsync(Sale.On(load.Cards[0]));
        var first = killed.Elapsed;
        await starting;
        output.WriteLine($"First answer after {first}, all silos members after {killed.Elapsed}");
        Assert.InRange(killed.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(120));
        if (others is null) await load.CheckAsync(silos);
        else await silos.AuditAsync();
    }
}
