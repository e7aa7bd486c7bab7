namespace Loyalty.Simulation.Faults;

/// <summary>
/// Which faults come how often. Chances are per message or per transaction; what comes "every" so many comes at random,
/// so many steps apart on average, and 0 means never.
/// </summary>
internal sealed record FaultProfile(string Name)
{
    public static readonly FaultProfile None = new("none");

    // Between tills and nodes.
    public double RequestLost { get; init; }
    public double ReplyLost { get; init; }
    public double Duplicated { get; init; }
    public double Late { get; init; }

    // Between nodes and the store.
    public double Transient { get; init; }
    public double Unavailable { get; init; }
    public double Slow { get; init; }

    /// <summary>The connection breaks before the transaction arrives: unknown, never applied.</summary>
    public double CutBefore { get; init; }

    /// <summary>It breaks while the transaction runs: unknown; applied or rolled back some time later.</summary>
    public double CutMidway { get; init; }

    /// <summary>It breaks after the commit: unknown, applied.</summary>
    public double CutAfter { get; init; }

    /// <summary>It breaks, and the transaction arrives long after.</summary>
    public double CutAndLate { get; init; }

    /// <summary>No answer for longer than any deadline.</summary>
    public double Hang { get; init; }

    // Between nodes of one cluster.

    /// <summary>The connection between two silos breaks: a call or its answer that was on its way may be lost or sent
    /// again, and the caller may be told or not.</summary>
    public double LinkCut { get; init; }

    /// <summary>A message between two silos takes long.</summary>
    public double LinkLate { get; init; }

    /// <summary>The chance that a card's activation ends after a turn.</summary>
    public double EndsIdle { get; init; }

    // To whole machines.
    public int CrashEvery { get; init; }
    public int PauseEvery { get; init; }
    public int OutageEvery { get; init; }
    public int LockEvery { get; init; }
    public int ClockEvery { get; init; }

    // The stage.
    public int MaxCards { get; init; } = 5;
    public int MaxTills { get; init; } = 6;
    public int MaxNodes { get; init; } = 4;

    /// <summary>The chance that the ledger's deadline is shorter than what a slow database takes.</summary>
    public double ShortDeadline { get; init; } = 0.3;

    /// <summary>The share of what is asked that concerns one card, beside its part of the rest.</summary>
    public double HotCard { get; init; } = 0.5;

    /// <summary>The chance that a till asks the node it asked last; the less, the more duplicate activations.</summary>
    public double StaysWithNode { get; init; } = 0.3;

    /// <summary>The share of commits that go past the card's grain and allocation units.</summary>
    public double Allocations { get; init; } = 0.1;

    /// <summary>The most units that a campaign may have.</summary>
    public int MaxUnits { get; init; } = 12;

    /// <summary>The share of commits by which desks change the card itself.</summary>
    public double Changes { get; init; } = 0.08;

    /// <summary>Of the changes, those that are about members or two cards at once.</summary>
    public double Members { get; init; } = 0.2;

    /// <summary>The share of what is asked that is about numbers in stock or about cards for receipts.</summary>
    public double Stock { get; init; } = 0.05;

    /// <summary>Of the cards that are issued, those with a term.</summary>
    public double Terms { get; init; } = 0.3;

    /// <summary>The share of what is asked that is about guest cards.</summary>
    public double Guests { get; init; } = 0.06;

    /// <summary>The largest pause of a till between two requests.</summary>
    public int ThinkMilliseconds { get; init; } = 40;
}
