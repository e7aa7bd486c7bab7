using System.Diagnostics;
using Grpc.Core;
using Loyalty.Client;

namespace Loyalty.Cluster.Tests;

/// <summary>Silos are told to go, one or all, one after another.</summary>
[Collection(nameof(Silos))]
public sealed class LeavingTests(Silos silos, ITestOutputHelper output)
{
    [Fact]
    public async Task Silos_RestartedOneByOne_LoseNoAnswer()
    {
        var conflicts = Silos.VersionConflicts(silos.All);
        using var load = await Workload.StartAsync(silos);
        foreach (var silo in silos.All)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(0, await silo.StopAsync());
            var stopped = clock.Elapsed;
            await silos.StartAllAsync();
            output.WriteLine($"Stopped in {stopped}, back after {clock.Elapsed}");
        }

        await load.CheckAsync(silos);
        output.WriteLine(
            $"{load.Answered} answers, slowest {load.Slowest}, "
            + $"{Silos.VersionConflicts(silos.All) - conflicts} version conflicts");
    }

    /// <summary>
    /// A leaving silo answers every call that it has accepted: each call by itself, without a client that repeats.
    /// </summary>
    [Fact]
    public async Task Silo_Terminated_AnswersWhatItHasOrSaysToRepeatIt()
    {
        using var load = await Workload.StartAsync(silos);
        var leaving = silos.All[2];
        using var once = new LoyaltyClient(new ClientOptions
        {
            Servers = [leaving.Address],
            Caller = new CallerIdentity(V1.CallerMetadata.Till, "till-2", Store: Sale.Store),
            Retry = new RetryPolicy { Total = TimeSpan.Zero },
        });
        await once.Program.GetProgramAsync(new());
        var (calls, started) = (new List<Task<Refusal?>>(), Stopwatch.StartNew());
        var stopping = Task.CompletedTask;
        for (var i = 0; i < 400; i++)
        {
            if (i == 200) stopping = StopAsync();
            calls.Add(TryAsync(once, load.Cards[i % load.Cards.Length]));
            if (i % 20 == 0) await Task.Delay(1);
        }

        var refusals = (await Task.WhenAll(calls)).OfType<Refusal>().ToList();
        await stopping;
        output.WriteLine(
            $"{calls.Count - refusals.Count} answered, refused: "
            + string.Join(", ", refusals.GroupBy(refusal => refusal.Reason).Select(r => $"{r.Key} {r.Count()}")));

        Assert.All(refusals, refusal => Assert.True(refusal.IsTransient, refusal.ToString()));
        Assert.Contains("The ledger is closed", leaving.Said(), StringComparison.Ordinal);
        await silos.StartAllAsync();
        await load.CheckAsync(silos);

        async Task StopAsync()
        {
            Assert.Equal(0, await leaving.StopAsync());
            output.WriteLine($"Ended after {started.Elapsed}");
        }
    }

    private static async Task<Refusal?> TryAsync(LoyaltyClient client, string card)
    {
        try
        {
            await client.Points.AccruePointsAsync(Sale.On(card));
            return null;
        }
        catch (RefusedException exception)
        {
            return exception.Refusal;
        }
    }
}
