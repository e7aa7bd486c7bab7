namespace Loyalty.Simulation.Faults;

/// <summary>Counts of a run's operations and faults.</summary>
internal sealed class Tally
{
    /// <summary>Calls that tills and desks sent, repeats included.</summary>
    public long Operations { get; set; }

    /// <summary>Calls of which an answer came back.</summary>
    public long Answers { get; set; }

    public long Faults { get; set; }

    /// <summary>Transactions that nodes sent.</summary>
    public long Transactions { get; set; }

    /// <summary>Commits in them.</summary>
    public long Commits { get; set; }

    /// <summary>Transactions whose answer was lost.</summary>
    public long Unknown { get; set; }

    /// <summary>Those of them that had committed, or did so later.</summary>
    public long UnknownCommitted { get; set; }

    /// <summary>Writes that met a card that had changed since.</summary>
    public long VersionConflicts { get; set; }

    public long Violations { get; set; }

    /// <summary>How often a break that another guard covers did its harm.</summary>
    public long Bites { get; set; }

    public void Add(Tally other)
    {
        Operations += other.Operations;
        Answers += other.Answers;
        Faults += other.Faults;
        Transactions += other.Transactions;
        Commits += other.Commits;
        Unknown += other.Unknown;
        UnknownCommitted += other.UnknownCommitted;
        VersionConflicts += other.VersionConflicts;
        Violations += other.Violations;
        Bites += other.Bites;
    }
}
