using System.Diagnostics;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Faults;

/// <summary>Does harm to servers, one fault after the other.</summary>
public sealed class ServerFaults(Torment torment, Fleet fleet, Floor floor)
{
    private const int ProbedCards = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly SiloFaults silos = new(torment, fleet);

    public async Task RunAsync(IReadOnlyList<PlannedFault> plan)
    {
        foreach (var planned in plan)
        {
            await Task.Delay(planned.Pause);
            torment.Faults.Add(planned.Fault);
            var node = fleet.Nodes[planned.Node];
            await (planned.Fault switch
            {
                Fault.ServerKill => KillAsync(node, "amid other faults"),
                Fault.Zombie => silos.SuspendAsync(node, planned.Length),
                Fault.SiloIsolation => silos.IsolateAsync(node),
                Fault.SiloPartition => silos.PartAsync(node, planned.Length, isOneWay: false),
                Fault.OneWaySiloPartition => silos.PartAsync(node, planned.Length, isOneWay: true),
                Fault.DeadFront => SilenceAsync(node, planned.Length),
                _ => throw new ArgumentOutOfRangeException(nameof(plan), planned.Fault, null),
            });
        }
    }

    /// <summary>Kills a server, starts it again, measures until its cards answer elsewhere, and it itself.</summary>
    /// <returns>The slower of the two; null if that was too slow to wait for.</returns>
    public async Task<TimeSpan?> KillAsync(Node node, string context)
    {
        var cards = floor.Sample(torment.Seed, ProbedCards);
        await node.KillAsync();
        var clock = Stopwatch.StartNew();
        _ = node.KeepUpAsync();
        var other = fleet.Nodes[(node.Index + 1) % fleet.Nodes.Count];
        if (other != node && await Probe.AnswersAsync(other, cards, Patience) is not null)
            torment.Recoveries.Add($"server kill, its cards elsewhere, {context}", clock.Elapsed);
        if (await Probe.AnswersAsync(node, cards, Patience) is null) return null;
        torment.Recoveries.Add($"server kill, itself again, {context}", clock.Elapsed);
        return clock.Elapsed;
    }

    private static async Task SilenceAsync(Node node, TimeSpan length)
    {
        node.Front.Silence = Silence.Both;
        await Task.Delay(length);
        node.Front.Silence = Silence.None;
    }
}
