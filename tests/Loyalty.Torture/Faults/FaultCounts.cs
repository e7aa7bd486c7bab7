using System.Collections.Concurrent;

namespace Loyalty.Torture.Faults;

/// <summary>Counts what was done.</summary>
public sealed class FaultCounts
{
    private readonly ConcurrentDictionary<Fault, int> counts = new();
    private int zombieVersionConflicts;

    public int this[Fault fault] => counts.GetValueOrDefault(fault);

    public int Total => counts.Values.Sum();

    public int ServerKills => this[Fault.ServerKill];

    public int PostgresStops =>
        this[Fault.PostgresKill] + this[Fault.PostgresImmediate] + this[Fault.PostgresRestart];

    public int Partitions => this[Fault.Partition] + this[Fault.OneWayPartition];

    public int SiloPartitions =>
        this[Fault.SiloPartition] + this[Fault.OneWaySiloPartition] + this[Fault.SiloIsolation];

    /// <summary>Writes of zombies that the database refused right after they went on.</summary>
    public int ZombieVersionConflicts => Volatile.Read(ref zombieVersionConflicts);

    public void Add(Fault fault) => counts.AddOrUpdate(fault, 1, (_, count) => count + 1);

    public void AddZombieVersionConflicts(int count) => Interlocked.Add(ref zombieVersionConflicts, count);
}
