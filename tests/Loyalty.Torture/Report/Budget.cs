namespace Loyalty.Torture.Report;

/// <summary>The least that a run has to do.</summary>
public sealed record Budget(
    string Name, long Acknowledged, int ServerKills, int PostgresKills, int Cuts, int CutsAtCommit, int Zombies,
    int Partitions, long BadInputs, long Doubles)
{
    public static readonly Budget Quick = new("quick", 50_000, 6, 4, 1_000, 100, 2, 2, 200_000, 20_000);

    public static readonly Budget Soak =
        new("soak", 2_000_000, 100, 60, 30_000, 3_000, 40, 40, 5_000_000, 500_000);

    /// <summary>A slice for tests.</summary>
    public static readonly Budget Slice = new("slice", 1, 1, 1, 1, 1, 1, 1, 0, 1);
}
