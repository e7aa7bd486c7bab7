namespace Loyalty.Torture.Faults;

/// <summary>A fault to come.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Node">To which server, where it is done to one.</param>
/// <param name="Pause">The time since the one before it was over.</param>
/// <param name="Length">How long it lasts, where it lasts.</param>
/// <param name="Variant">A number of [0, 1) that says the rest.</param>
public sealed record PlannedFault(Fault Fault, int Node, TimeSpan Pause, TimeSpan Length, double Variant);

/// <summary>
/// The faults of a round, on two tracks that run side by side: servers and database. A seed makes the same plan every
/// time; the outcome also depends on timing.
/// </summary>
public sealed record FaultPlan(IReadOnlyList<PlannedFault> Servers, IReadOnlyList<PlannedFault> Database)
{
    private static readonly Fault[] ServerFaults =
        [Fault.ServerKill, Fault.Zombie, Fault.ServerKill, Fault.DeadFront, Fault.ServerKill];

    private static readonly Fault[] SiloFaults =
        [Fault.SiloIsolation, Fault.SiloPartition, Fault.OneWaySiloPartition];

    private static readonly Fault[] DatabaseFaults =
        [Fault.PostgresKill, Fault.Partition, Fault.SlowPostgres, Fault.CardLock];

    private static readonly Fault[] Stops = [Fault.PostgresImmediate, Fault.PostgresRestart, Fault.PostgresPause];

    /// <param name="seed">The run's.</param>
    /// <param name="round">Each has its own plan.</param>
    /// <param name="nodes">How many servers there are.</param>
    /// <param name="pause">The most that passes between two faults of a track.</param>
    /// <param name="partsSilos">Whether ways between silos can be cut: one round after the other in another manner.
    /// </param>
    public static FaultPlan Make(int seed, int round, int nodes, TimeSpan pause, bool partsSilos = false)
    {
        var random = new Random(HashCode(seed, round));
        var partition = random.Next(2) == 0 ? Fault.Partition : Fault.OneWayPartition;
        var database = DatabaseFaults.Select(fault => fault == Fault.Partition ? partition : fault)
            .Append(Stops[random.Next(Stops.Length)]);
        var silos = SiloFaults.Skip(round % SiloFaults.Length).Take(partsSilos ? 1 : 0);
        return new FaultPlan(
            Track(random, [.. ServerFaults, .. silos], nodes, pause), Track(random, database, nodes, pause));
    }

    private static List<PlannedFault> Track(Random random, IEnumerable<Fault> faults, int nodes, TimeSpan pause)
    {
        var shuffled = faults.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled.Select(fault => new PlannedFault(
            fault, random.Next(nodes), pause * random.NextDouble(), LengthOf(fault, random), random.NextDouble()))];
    }

    private static TimeSpan LengthOf(Fault fault, Random random) => TimeSpan.FromSeconds(fault switch
    {
        Fault.Zombie => 10 + random.Next(4),
        Fault.DeadFront => 1 + random.Next(5),
        Fault.PostgresPause => 1 + random.Next(4),
        Fault.Partition or Fault.OneWayPartition => 3 + random.Next(6),
        Fault.SiloPartition or Fault.OneWaySiloPartition => 6 + random.Next(6),
        Fault.SlowPostgres => 2 + random.Next(5),
        Fault.CardLock => random.Next(3) == 0 ? 30 : 8,
        _ => 0,
    });

    private static int HashCode(int seed, int round) => unchecked(seed * 7_919 + round * 104_729);
}
