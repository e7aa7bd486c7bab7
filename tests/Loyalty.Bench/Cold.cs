using System.Globalization;
using System.Net;
using Loyalty.Bench.Contenders;
using Loyalty.Bench.Load;
using Loyalty.Server.Hosting;
using Loyalty.Testing;
using Loyalty.Testing.Processes;
using Microsoft.Extensions.Logging;

namespace Loyalty.Bench;

/// <summary>First calls on cards that are not in memory, and what a card in memory takes there.</summary>
internal static class Cold
{
    private const int WarmUpCards = 50_000;

    public static async Task<int> RunAsync(CommandLine line)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-bench-").FullName;
        await using var postgres = await PostgresServer.StartAsync();
        await using var engine = await Engine.StartAsync(postgres, folder);
        var cards = await engine.IssueAsync(line.Cards + WarmUpCards);
        Console.WriteLine($"{cards.Count} cards are issued.");

        foreach (var template in (CallTemplate[])[Engine.Read, Engine.Unary])
        {
            await engine.Server.StopAsync();
            await engine.Server.StartAsync();
            var (seconds, latencies) = await CallAllAsync(engine.PlanOf(template, cards.InTurn()));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"cold {template.Path}: {latencies.Count / seconds:N0}/s, p50 {latencies.Milliseconds(0.5):F2}, "
                + $"p99 {latencies.Milliseconds(0.99):F2} ms"));
        }

        await engine.Server.StopAsync();
        await WeighAsync(engine, cards.InTurn());
        return 0;
    }

    /// <summary>Calls each card once; the first of them are not counted.</summary>
    private static async Task<(double Seconds, Latencies Latencies)> CallAllAsync(LoadPlan plan)
    {
        var result = await Loads.RunCountAsync(plan, WarmUpCards, plan.Cards.Count - WarmUpCards);
        return (result.Seconds, result.Latencies);
    }

    /// <summary>Runs the server in this process, where its heap can be weighed, and calls each card once.</summary>
    private static async Task WeighAsync(Engine engine, Cards cards)
    {
        string[] settings =
        [
            "--Loyalty:GrpcAddress", engine.Server.Grpc.ToString(), "--Loyalty:HttpAddress",
            engine.Server.Health.ToString(), "--Loyalty:Cluster:SiloAddress", $"127.0.0.1:{Ports.Free()}",
            "--ConnectionStrings:Loyalty", engine.Connection, "--Loyalty:Members:MasterKeyFile", engine.KeyFile,
        ];
        await using var app = ServerHost.Build(settings, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        await app.OpenDatabaseAsync();
        await app.StartAsync();
        var plan = engine.PlanOf(Engine.Read, cards);
        await Loads.RunCountAsync(plan, 0, WarmUpCards);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Loads.RunCountAsync(plan, 0, cards.Count - WarmUpCards);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(after - before) / (double)(cards.Count - WarmUpCards):N0} bytes of heap for each activated card"));
        await app.StopAsync();
    }
}
