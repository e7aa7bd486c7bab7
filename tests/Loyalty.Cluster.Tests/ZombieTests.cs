using System.Diagnostics;
using Loyalty.Client;
using Loyalty.Testing.History;
using Loyalty.Testing.Processes;

namespace Loyalty.Cluster.Tests;

/// <summary>A silo stands still until the others have given it up, and then goes on as if nothing had been.</summary>
[Collection(nameof(Silos))]
public sealed class ZombieTests(Silos silos, ITestOutputHelper output)
{
    /// <summary>As a shell tells of SIGABRT, by which the runtime ends a silo that was declared dead.</summary>
    private const int Aborted = 128 + 6;

    [Fact]
    public async Task Silo_DeclaredDeadWhileItStoodStill_CommitsNothingAndLeaves()
    {
        using var load = await Workload.StartAsync(silos);
        await load.TouchAllAsync();

        // Only a silo that held some of the cards writes late, and placement may have left one without: then the next.
        var conflicts = 0;
        foreach (var zombie in silos.All)
        {
            conflicts = await AwakeAsync(zombie, load);
            await silos.StartAllAsync();
            if (conflicts > 0) break;
        }

        Assert.True(conflicts > 0, "No late write met a version conflict.");
        await load.CheckAsync(silos);
    }

    /// <summary>Holds a silo until it is declared dead, and lets it go on; how many of its commits were a version
    /// conflict.
    /// </summary>
    private async Task<int> AwakeAsync(ServerProcess zombie, Workload load)
    {
        using var late = new LoyaltyClient(new ClientOptions
        {
            Servers = [zombie.Address],
            Caller = new CallerIdentity(V1.CallerMetadata.Till, "till-3", Store: Sale.Store),
            CallTimeout = TimeSpan.FromSeconds(60),
            Retry = new RetryPolicy { Total = TimeSpan.Zero },
            Connect = () => new SocketsHttpHandler(), // without pings, which would give the silent silo up
        });
        await late.Program.GetProgramAsync(new());
        var conflicts = Silos.VersionConflicts([zombie]);

        // It stops with commits in hand, and finds more calls when it goes on.
        var calls = load.Cards.Select(card => TryAsync(late, load, card)).ToList();
        zombie.Suspend();
        var clock = Stopwatch.StartNew();
        calls.AddRange(load.Cards.Select(card => TryAsync(late, load, card)));
        await silos.DeclaredDeadAsync(zombie, TimeSpan.FromSeconds(60));
        var declared = clock.Elapsed;
        await load.TouchAllAsync();
        zombie.Resume();
        clock.Restart();
        var exitCode = await zombie.EndAsync(TimeSpan.FromSeconds(30));
        var left = clock.Elapsed;
        var answered = (await Task.WhenAll(calls)).Count(answer => answer);
        conflicts = Silos.VersionConflicts([zombie]) - conflicts;
        output.WriteLine(
            $"Declared dead after {declared}, ended {left} after it went on with {exitCode}; "
            + $"{conflicts} version conflicts, "
            + $"{answered} of {calls.Count} late calls answered");
        Assert.Equal(Aborted, exitCode);
        Assert.Contains(
            "\nloyalty: the silo ends itself: I have been told I am dead", zombie.Said(), StringComparison.Ordinal);
        Assert.DoesNotContain("FATAL EXCEPTION", zombie.Said(), StringComparison.Ordinal);
        return conflicts;
    }

    private static async Task<bool> TryAsync(LoyaltyClient client, Workload load, string card)
    {
        var request = Sale.On(card);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var answer = await client.Points.AccruePointsAsync(request);
            load.Record(new CardOperation(
                card, request.Receipt.Number, answer.Seq, answer.Balance, answer.Entry.Points, answer.Replayed, false,
                start, Stopwatch.GetTimestamp()));
            return true;
        }
        catch (RefusedException exception)
        {
            Assert.True(exception.Refusal.IsTransient, exception.Message);
            return false;
        }
    }
}
