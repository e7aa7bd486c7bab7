using Loyalty.Domain.Cards;

namespace Loyalty.Torture.Lives;

/// <summary>Commands to one card that are sent at once.</summary>
/// <param name="Name">Its name.</param>
/// <param name="First">The calls to make before, one after the other.</param>
/// <param name="AtOnce">The calls to make at once, each from another connection.</param>
public sealed record Race(string Name, CardVerb[] First, CardVerb[] AtOnce)
{
    /// <summary>Those that a card survives.</summary>
    public static readonly Race[] OfTheLiving =
    [
        new("replace x accrue", [], [CardVerb.Replace, .. Accruals(5)]),
        new("replace x replace", [], [CardVerb.Replace, CardVerb.Replace]),
        new("clear x replace", [CardVerb.ReportLost], [CardVerb.ClearLost, CardVerb.Replace]),
        new("report x accrue", [], [CardVerb.ReportLost, .. Accruals(5)]),
        new("report x replace", [], [CardVerb.ReportLost, CardVerb.Replace, CardVerb.Renew]),
        new("suspend x accrue", [], [CardVerb.Suspend, .. Accruals(5)]),
        new("suspend x replace", [], [CardVerb.Suspend, CardVerb.Replace, CardVerb.ReportLost]),
        new("resume x replace", [CardVerb.Suspend], [CardVerb.Resume, CardVerb.Replace, CardVerb.Accrue]),
    ];

    /// <summary>Those in which it may end.</summary>
    public static readonly Race[] ToTheEnd =
    [
        new("cancel x accrue", [], [CardVerb.Cancel, .. Accruals(5)]),
        new("cancel x replace", [], [CardVerb.Cancel, CardVerb.Replace]),
        new("cancel x report", [], [CardVerb.Cancel, CardVerb.ReportLost, CardVerb.Suspend]),
    ];

    private static IEnumerable<CardVerb> Accruals(int count) => Enumerable.Repeat(CardVerb.Accrue, count);
}
