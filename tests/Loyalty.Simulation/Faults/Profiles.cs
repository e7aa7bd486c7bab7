namespace Loyalty.Simulation.Faults;

/// <summary>The even mix, and profiles aimed at one narrow race each.</summary>
internal static class Profiles
{
    private static readonly FaultProfile Even = new("even")
    {
        RequestLost = 0.03, ReplyLost = 0.04, Duplicated = 0.06, Late = 0.02,
        LinkCut = 0.02, LinkLate = 0.02, EndsIdle = 0.02,
        Transient = 0.03, Unavailable = 0.02, Slow = 0.04,
        CutBefore = 0.02, CutMidway = 0.03, CutAfter = 0.05, CutAndLate = 0.01, Hang = 0.002,
        CrashEvery = 250, PauseEvery = 250, OutageEvery = 1_500, LockEvery = 150, ClockEvery = 500,
    };

    /// <summary>Half of the seeds take the even mix; the others one of these in turn.</summary>
    private static readonly FaultProfile[] Narrow =
    [
        // Nothing breaks; tills just meet on one card, through many nodes.
        new("hot-card")
        {
            Duplicated = 0.1, MaxCards = 1, MaxNodes = 3, MaxTills = 10, StaysWithNode = 0, ThinkMilliseconds = 3,
            Allocations = 0.4,
        },

        // Answers of commits are lost, in each way.
        new("commit-cut")
        {
            CutBefore = 0.08, CutMidway = 0.15, CutAfter = 0.2, CutAndLate = 0.06, Duplicated = 0.05, MaxCards = 2,
        },

        // Nodes of one cluster lose each other; their cards end, begin and wait somewhere else.
        new("links")
        {
            LinkCut = 0.12, LinkLate = 0.08, EndsIdle = 0.15, PauseEvery = 200, CrashEvery = 300, CutAfter = 0.04,
            MaxCards = 2, MaxTills = 10, StaysWithNode = 0.1, ThinkMilliseconds = 3,
        },

        // Cards end between any two turns, and begin again where somebody else asks.
        new("idle") { EndsIdle = 0.4, LinkLate = 0.04, CutAfter = 0.04, Duplicated = 0.1, MaxCards = 3, MaxTills = 8 },

        // Till and node lose each other, tills repeat.
        new("lost-reply")
        {
            RequestLost = 0.1, ReplyLost = 0.25, Duplicated = 0.2, Late = 0.1, LinkCut = 0.03, MaxCards = 2,
        },
        new("crash")
        {
            CrashEvery = 50, ReplyLost = 0.05, CutAfter = 0.05, LinkCut = 0.02, EndsIdle = 0.02, MaxCards = 2,
        },
        new("zombie")
        {
            PauseEvery = 80, CutMidway = 0.03, Late = 0.03, LinkLate = 0.03, EndsIdle = 0.02, MaxCards = 2,
            StaysWithNode = 0.8,
        },
        new("outage") { OutageEvery = 200, Unavailable = 0.05, Hang = 0.02, Slow = 0.1 },

        // Batches meet rows that others hold.
        new("locks")
        {
            LockEvery = 20, Slow = 0.25, Transient = 0.1, CutMidway = 0.1, MaxCards = 3, ThinkMilliseconds = 5,
            Allocations = 0.3,
        },

        // Many cards in one batch, some of them faulty, some cut.
        new("crowd")
        {
            Slow = 0.2, Transient = 0.05, CutMidway = 0.08, CutAfter = 0.08, CutAndLate = 0.03, LockEvery = 150,
            Duplicated = 0.15, MaxCards = 12, MaxTills = 14, MaxNodes = 2, ThinkMilliseconds = 1, StaysWithNode = 0.7,
            Allocations = 0.4,
        },

        // Deadlines pass while the answer is on its way, or the lane hangs.
        new("deadline")
        {
            ShortDeadline = 1, Hang = 0.04, Slow = 0.2, CutMidway = 0.08, CutBefore = 0.04, MaxCards = 2,
        },

        // Every node allocations on the same few units, for different cards, and transactions overlap.
        new("campaign")
        {
            Allocations = 0.9, MaxUnits = 80, Changes = 0.02, Guests = 0, Slow = 0.3, CutMidway = 0.05, LockEvery = 100,
            MaxCards = 8, HotCard = 0, MaxTills = 12, StaysWithNode = 0.5, ThinkMilliseconds = 3,
        },

        // Desks lose, find, replace and end the one card at which tills accrue.
        new("desks")
        {
            Changes = 0.7, Duplicated = 0.15, ReplyLost = 0.1, CutMidway = 0.05, CutAfter = 0.05, MaxCards = 2,
            MaxTills = 8, StaysWithNode = 0.1, ThinkMilliseconds = 3,
        },

        // Terms end under the cards; desks renew and replace them, also twice at once, while tills accrue.
        new("terms")
        {
            Changes = 0.6, Terms = 0.9, Members = 0.1, ClockEvery = 60, Duplicated = 0.15, ReplyLost = 0.1,
            CutMidway = 0.05, CutAfter = 0.05, MaxCards = 3, MaxTills = 8, StaysWithNode = 0.1, ThinkMilliseconds = 3,
        },

        // Desks reach for the same few pre-printed numbers and receipts, issuing and replacing.
        new("stock")
        {
            Stock = 0.4, Changes = 0.6, Duplicated = 0.15, ReplyLost = 0.1, CutMidway = 0.05, CutAfter = 0.05,
            CutAndLate = 0.03, MaxCards = 3, MaxTills = 8, StaysWithNode = 0.1, ThinkMilliseconds = 3,
        },

        // Few members' cards are linked, merged and ended while points go from one to the other and tills accrue.
        new("members")
        {
            Changes = 0.6, Members = 0.9, Duplicated = 0.1, ReplyLost = 0.1, CutMidway = 0.05, CutAfter = 0.05,
            MaxCards = 6, MaxTills = 8, StaysWithNode = 0.1, ThinkMilliseconds = 3,
        },

        // Two desks claim one guest card, tills accrue its receipts, and dates change under it.
        new("guests")
        {
            Guests = 0.6, ClockEvery = 250, Duplicated = 0.15, ReplyLost = 0.1, CutMidway = 0.05, CutAfter = 0.05,
            CrashEvery = 150, MaxCards = 3, MaxTills = 8, StaysWithNode = 0.1, ThinkMilliseconds = 3,
        },

        // Refusals rest on dates that change, and on who asks which node.
        new("clock") { ClockEvery = 60, ReplyLost = 0.1, Duplicated = 0.15, CutAfter = 0.05, MaxCards = 3 },
    ];

    public static IEnumerable<string> Names => Narrow.Select(profile => profile.Name).Prepend(Even.Name);

    public static FaultProfile Of(ulong seed) => seed % 2 == 0 ? Even : Narrow[(int)(seed / 2 % (ulong)Narrow.Length)];
}
