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
        new("replace x accrue", [], [ReplaceCard.Verb, .. Accruals(5)]),
        new("replace x replace", [], [ReplaceCard.Verb, ReplaceCard.Verb]),
        new("clear x replace", [ReportLostCard.Verb], [ClearLostCard.Verb, ReplaceCard.Verb]),
        new("report x accrue", [], [ReportLostCard.Verb, .. Accruals(5)]),
        new("report x replace", [], [ReportLostCard.Verb, ReplaceCard.Verb, RenewCard.Verb]),
        new("suspend x accrue", [], [SuspendCard.Verb, .. Accruals(5)]),
        new("suspend x replace", [], [SuspendCard.Verb, ReplaceCard.Verb, ReportLostCard.Verb]),
        new("resume x replace", [SuspendCard.Verb], [ResumeCard.Verb, ReplaceCard.Verb, AccruePoints.Verb]),
    ];

    /// <summary>Those in which it may end.</summary>
    public static readonly Race[] ToTheEnd =
    [
        new("cancel x accrue", [], [CancelCard.Verb, .. Accruals(5)]),
        new("cancel x replace", [], [CancelCard.Verb, ReplaceCard.Verb]),
        new("cancel x report", [], [CancelCard.Verb, ReportLostCard.Verb, SuspendCard.Verb]),
    ];

    private static IEnumerable<CardVerb> Accruals(int count) => Enumerable.Repeat(AccruePoints.Verb, count);
}
