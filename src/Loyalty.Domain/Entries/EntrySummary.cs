using Loyalty.Domain.Cards;

namespace Loyalty.Domain.Entries;

/// <summary>
/// Says in plain English what an entry was: the sentence of its kind, then points and lots, reason and caller. Numbers
/// are masked, and there is nothing of the member in it.
/// </summary>
public static class EntrySummary
{
    /// <param name="entry">The entry.</param>
    /// <param name="currency">The program's, in which fees are.</param>
    /// <param name="withReason">Whether the reason may be told.</param>
    public static string Of(LedgerEntry entry, Currency currency, bool withReason)
    {
        var kind = EntryDescriptors.Of(entry.Kind);
        var sentences = new List<string> { kind.Sentence(entry, currency) };
        sentences.AddRange(entry.LotEffects.Select(Effect));
        if (Debt(entry, kind) is { } debt) sentences.Add(debt);
        if (withReason && Reason(entry) is { Length: > 0 } reason) sentences.Add($"Reason: {reason}.");
        sentences.Add(CallerOf(entry));
        return string.Join(' ', sentences);
    }

    /// <summary>The reason noted on a merge names a member; its sentence says it without.</summary>
    private static string? Reason(LedgerEntry entry) => MergeCards.Wrote(entry) ? null : entry.Change?.Reason;

    private static string Effect(LotEffect effect)
    {
        var lot = effect.ExpiryDate is { } date ? $"the lot until {date:O}" : "the lot without an end";
        return effect.Points < 0
            ? $"{EntryPhrases.Points(-effect.Points)} left {lot}."
            : $"{EntryPhrases.Points(effect.Points)} went into {lot}.";
    }

    /// <summary>The points of which the lots don't tell: debt that was paid or made.</summary>
    private static string? Debt(LedgerEntry entry, EntryDescriptor kind)
    {
        if (kind.SaysDebt) return null;
        var paid = entry.Points;
        foreach (var effect in entry.LotEffects) paid -= effect.Points;
        if (paid == 0) return null;
        if (paid < 0) return $"{EntryPhrases.Points(-paid)} became debt.";
        return kind.Points == EntryPoints.Rest
            ? $"A debt of {EntryPhrases.Points(paid)} was written off."
            : $"{EntryPhrases.Points(paid)} paid debt.";
    }

    private static string CallerOf(LedgerEntry entry)
    {
        var caller = entry.Caller;
        var text = caller.Kind switch
        {
            CallerKind.Till => $"at till {caller.Name}",
            CallerKind.Desk => $"at desk {caller.Name}",
            CallerKind.Supervisor => $"by supervisor {caller.Name}",
            CallerKind.Partner => $"by partner {caller.Name}",
            CallerKind.BackOffice => $"by the back office ({caller.Name})",
            var kind => throw new ArgumentOutOfRangeException(nameof(entry), kind, null),
        };
        if (caller.Store.Length > 0) text += $" of store {caller.Store}";
        if (caller.Mall.Length > 0) text += $" in mall {caller.Mall}";
        if (caller.Operator.Length > 0) text += $", operator {caller.Operator}";
        var isAlong = entry.Kind == EntryKind.Expiry && entry.IdempotencyKey.Length == 0;
        return isAlong ? $"Posted along {text}." : $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }
}
