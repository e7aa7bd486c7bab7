namespace Loyalty.Torture.Workload;

/// <summary>How many clients there are, and what they do.</summary>
public sealed record CrowdSize
{
    public int Tills { get; init; } = 9;

    /// <summary>Receipts that a till may have unanswered.</summary>
    public int Window { get; init; } = 32;

    /// <summary>Of a hundred receipts, how many a second till sends as well.</summary>
    public int EchoPercent { get; init; } = 5;

    /// <summary>Receipts that are sent again, all at once, when a round's other work is done.</summary>
    public int Resent { get; init; } = 5_000;

    public int Readers { get; init; } = 3;

    public int Repeaters { get; init; } = 2;

    /// <summary>Cards that are lived with at once: lost, found, replaced, suspended, ended.</summary>
    public int Lives { get; init; } = 4;

    /// <summary>Members that are joined, changed and erased at once; and pairs of them that are merged.</summary>
    public int Members { get; init; } = 1;

    /// <summary>The clients that serve guests, each two at a time.</summary>
    public int Guests { get; init; } = 1;

    /// <summary>Files that are imported at once, each by several clients.</summary>
    public int Imports { get; init; } = 1;

    /// <summary>Cards issued before a round's other work begins.</summary>
    public int FirstCards { get; init; } = 150;

    /// <summary>Cards that serve from one round on to the end, taken from each round.</summary>
    public int LastingCards { get; init; } = 2;
}
