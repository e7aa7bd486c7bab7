using Loyalty.Domain;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;
using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation;

/// <summary>The plan of a run, made from its seed: its stage, its rules, its bounds.</summary>
internal sealed record Plan(ulong Seed, int Operations)
{
    public required FaultProfile Faults { get; init; }

    public required int Nodes { get; init; }

    public required int Cards { get; init; }

    public required int Tills { get; init; }

    /// <summary>The largest pause of a till between two requests.</summary>
    public required int ThinkMilliseconds { get; init; }

    public required ProgramRules Rules { get; init; }

    public required LedgerOptions Ledger { get; init; }

    public required int CampaignCap { get; init; }

    public required int MaxCallsPerCard { get; init; }

    /// <summary>Whether some receipts are so big that a card's balance reaches its bound.</summary>
    public required bool BigReceipts { get; init; }

    /// <summary>The cluster of each node: all one, each its own, or mixed.</summary>
    public required IReadOnlyList<int> Clusters { get; init; }

    public MallCalendar Calendar { get; } = new(TimeZoneInfo.Utc, TimeOnly.MinValue);

    public static Plan Of(ulong seed, int operations)
    {
        var dice = new Dice(seed ^ 0x5EED);
        var faults = Profiles.Of(seed);
        var big = dice.Chance(0.15);
        return new Plan(seed, operations)
        {
            Faults = faults,
            Nodes = dice.Between(2, faults.MaxNodes),
            Cards = dice.Between(1, faults.MaxCards),
            Tills = dice.Between(2, faults.MaxTills),
            ThinkMilliseconds = Math.Min(faults.ThinkMilliseconds, dice.Pick([0, 2, 8, 40])),
            Rules = RulesOf(dice, big),
            BigReceipts = big,
            CampaignCap = dice.Between(2, faults.MaxUnits),
            MaxCallsPerCard = dice.Chance(0.1) ? 2 : 512,
            Ledger = new LedgerOptions
            {
                WriteLanes = dice.Chance(0.7) ? 1 : 2,
                ReadLanes = dice.Between(1, 2),
                MaxBatchCommits = dice.Chance(0.1) ? 1 : dice.Between(2, 12),
                MaxQueuedCommits = dice.Chance(0.1) ? 2 : 10_000,
                Deadline = TimeSpan.FromMilliseconds(dice.Chance(faults.ShortDeadline) ? dice.Between(20, 500) : 5_000),
            },
            Clusters = ClustersOf(dice, faults.MaxNodes),
        };
    }

    private static int[] ClustersOf(Dice dice, int nodes)
    {
        var kind = dice.Below(3);
        return [.. Enumerable.Range(0, nodes).Select(node => kind switch
        {
            0 => node,
            1 => 0,
            _ => dice.Below(2),
        })];
    }

    private static ProgramRules RulesOf(Dice dice, bool big)
    {
        var rules = ProgramRules.Default(new Currency("CNY")) with
        {
            EarnUnitMinor = big ? 1 : 100,
            ReceiptMaxTotalMinor = ProgramRules.MaxAmountMinor,
            Remainder = dice.Chance(0.5) ? EarnRemainder.Carry : EarnRemainder.Drop,
            Expiry = dice.Chance(0.5) ? PointsExpiry.Months(1) : PointsExpiry.EndOfNextYear,
            Cards = [CardRulesOf(dice, big ? 1 : 100)],
        };
        return dice.Chance(0.3) ? rules with { MaxPointsPerDay = big ? 0 : 40 } : rules;
    }

    /// <summary>Terms so short that they end when dates jump; receipts that issue cards are among the usual ones.
    /// </summary>
    private static CardRules CardRulesOf(Dice dice, long unitMinor) => CardRules.Default(new Currency("CNY")) with
    {
        OneYearMonths = dice.Between(1, 2),
        DigitalMonths = dice.Chance(0.5) ? 1 : 0,
        FreeIssueTotalMinor = 6 * unitMinor,
        SurrenderedIssueTotalMinor = 3 * unitMinor,
        RenewFeeMinor = 700,
        RenewEarlyDays = dice.Pick([0, 5, 25]),
    };
}
