using System.Diagnostics;
using Loyalty.Testing;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Phases;
using Npgsql;

namespace Loyalty.Torture.Faults;

/// <summary>Puts a server out of the others' reach without ending it.</summary>
public sealed class SiloFaults(Torment torment, Fleet fleet)
{
    private const int Active = 3; // Orleans' SiloStatus

    /// <summary>A silo that is out of reach for less is not waited for until it is declared dead.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_givenUpWithin = TimeSpan.FromSeconds(60);

    /// <summary>It looks into the table every 5 s, if PostgreSQL isn't just out of its reach, too.</summary>
    private static readonly TimeSpan s_leavesWithin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_afterTheStop = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// T3: while it stands still, others write its cards. When it goes on, what it caches is wrong, and what it had
    /// begun it may not end. A silo stands until the others have declared it dead; when it learns of that, it leaves.
    /// </summary>
    public async Task SuspendAsync(Node node, TimeSpan length)
    {
        var isGivenUp = fleet.Form == FleetForm.Cluster && length >= s_long && await IsMemberAsync(node);
        var (conflicts, ends) = (node.Back?.VersionConflicts ?? 0, node.Ends);
        var isHeld = isGivenUp;
        if (isHeld) await HoldWritesAsync(node.Back!);
        if (fleet.Form == FleetForm.Cluster) node.Endings.Leave(); // else there is nobody to give it up
        node.Server.Suspend();
        await Task.Delay(length);
        if (isGivenUp) isGivenUp = await GivenUpAsync(node, "zombie", length);
        if (isGivenUp) await Task.Delay(s_afterTheStop);
        if (isHeld) node.Back!.Silence &= ~Silence.ToServer;
        node.Server.Resume();
        if (fleet.Form == FleetForm.Cluster) node.Endings.Return();
        if (isGivenUp) await LeavesAsync(node, "zombie", ends);
        if (!isGivenUp) await Task.Delay(s_afterTheStop);
        torment.Faults.AddZombieVersionConflicts((node.Back?.VersionConflicts ?? 0) - conflicts);
    }

    /// <summary>Has writes on their way to PostgreSQL that arrive when others have written the same cards.</summary>
    private static async Task HoldWritesAsync(CuttingProxy back)
    {
        back.Silence |= Silence.ToServer;
        await Task.Delay(s_pause);
    }

    /// <summary>Keeps a silo from all others, not from its clients and PostgreSQL, until it has left.</summary>
    public async Task IsolateAsync(Node node)
    {
        if (!await IsMemberAsync(node)) return;
        var ends = node.Ends;
        var others = fleet.Nodes.Where(other => other != node).ToArray();
        node.Endings.Leave();
        foreach (var other in others) await CutAsync(node, other, isOneWay: false);
        if (await GivenUpAsync(node, "isolated silo", TimeSpan.Zero)) await LeavesAsync(node, "isolated silo", ends);
        foreach (var other in others) await HealAsync(node, other);
        node.Endings.Return();
    }

    /// <summary>Keeps a silo from its neighbour. Either may be declared dead; as long as a third reaches both, none is.
    /// </summary>
    public async Task PartAsync(Node node, TimeSpan length, bool isOneWay)
    {
        var other = fleet.Nodes[(node.Index + 1) % fleet.Nodes.Count];
        node.Endings.Leave();
        other.Endings.Leave();
        await CutAsync(node, other, isOneWay);
        await Task.Delay(length);
        await HealAsync(node, other);
        node.Endings.Return();
        other.Endings.Return();
    }

    private async Task CutAsync(Node node, Node other, bool isOneWay)
    {
        await fleet.Network!.CutAsync(node.Index, other.Index);
        if (!isOneWay) await fleet.Network.CutAsync(other.Index, node.Index);
    }

    private async Task HealAsync(Node node, Node other)
    {
        await fleet.Network!.HealAsync(node.Index, other.Index);
        await fleet.Network.HealAsync(other.Index, node.Index);
    }

    /// <summary>Waits until the others have declared it dead; false, and a violation, if they don't.</summary>
    private async Task<bool> GivenUpAsync(Node node, string what, TimeSpan already)
    {
        var clock = Stopwatch.StartNew();
        while (await IsActiveAsync(node) != false)
        {
            if (clock.Elapsed > s_givenUpWithin)
            {
                torment.Violations.Add("T3", "", $"server {node.Index} was not declared dead in {s_givenUpWithin}");
                return false;
            }

            await Task.Delay(s_pause);
        }

        torment.Recoveries.Add($"{what}, until it is declared dead", already + clock.Elapsed);
        return true;
    }

    /// <summary>Waits until its process has ended; it is a violation if it doesn't.</summary>
    private async Task LeavesAsync(Node node, string what, int ends)
    {
        var clock = Stopwatch.StartNew();
        for (; node.Ends == ends; await Task.Delay(s_pause))
        {
            if (clock.Elapsed <= s_leavesWithin) continue;
            torment.Violations.Add("T3", "", $"server {node.Index}, declared dead, didn't leave in {s_leavesWithin}");
            return;
        }

        torment.Recoveries.Add($"{what}, until it has left", clock.Elapsed);
    }

    /// <summary>Waits until it is one of the others again after what was done to it before. False if it takes too long,
    /// for which others have a bound.</summary>
    private async Task<bool> IsMemberAsync(Node node)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_givenUpWithin; await Task.Delay(s_pause))
            if (node.HasServed && await IsActiveAsync(node) == true) return true;
        return false;
    }

    /// <summary>Whether the membership table has it for alive; null if that can't be told now.</summary>
    private async Task<bool?> IsActiveAsync(Node node)
    {
        try
        {
            return await PostgresServer.ScalarAsync<long>(
                fleet.Ledger + ";Timeout=2;Command Timeout=2",
                $"SELECT count(*) FROM cluster_silos WHERE status = {Active} "
                + $"AND address = '{node.Server.Silo.Address}' AND port = {node.Server.Silo.Port}") > 0;
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
        {
            return null;
        }
    }
}
