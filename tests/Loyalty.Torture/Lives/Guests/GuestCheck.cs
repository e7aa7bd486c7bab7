using Loyalty.Domain.Entries;
using Loyalty.Testing;
using Loyalty.Testing.Checks;
using Loyalty.Torture.Checks;

namespace Loyalty.Torture.Lives.Guests;

/// <summary>
/// I4 and I6 of guests, from what was answered: a guest card holds what was shown for it and is claimed once at most;
/// every receipt earns once at most, on whichever card, and what a claim said has earned is there, on its card.
/// </summary>
public static class GuestCheck
{
    /// <summary>The receipt's key as it is presented, from its key as it is accrued.</summary>
    public static string PresentationOf(string accrual) =>
        "presentation" + accrual[accrual.IndexOf('/', StringComparison.Ordinal)..];

    /// <param name="story">The answers.</param>
    /// <param name="rows">The entries of all its cards.</param>
    /// <param name="today">The business date after they were read: what came earlier may have been closed.</param>
    /// <param name="violations">Receives the violations.</param>
    public static void Check(
        GuestStory story, ILookup<string, LedgerEntry> rows, DateOnly today, Violations violations)
    {
        foreach (var guest in story.Guests)
        {
            CheckGuest(guest, [.. rows[guest.Card]], story.Day != today, violations);
            foreach (var claim in guest.Claims) CheckClaim(guest, claim, rows, violations);
        }

        CheckReceipts(story, rows, violations);
    }

    /// <summary>A guest card that was left at the end of its day: it has been closed, once, and nothing else.</summary>
    /// <param name="guest">Its id.</param>
    /// <param name="entries">How many entries it had.</param>
    /// <param name="rows">Those that it has.</param>
    /// <param name="violations">Receives the violations.</param>
    public static void CheckClosed(
        string guest, long entries, IReadOnlyList<LedgerEntry> rows, Violations violations)
    {
        if (rows.Count != entries + 1 || !IsClosure(rows[^1]))
            violations.Add(
                Invariant.Life, guest, $"a guest card with {entries} entries had to be closed once: {Text(rows)}");
    }

    /// <summary>Whether it is the entry by which the sweep closed a guest card.</summary>
    public static bool IsClosure(LedgerEntry row) =>
        row.Kind == EntryKind.Cancellation && row.IdempotencyKey == $"guest-closure/{row.CardId}";

    private static void CheckGuest(GuestVisit guest, LedgerEntry[] rows, bool isOver, Violations violations)
    {
        if (guest.Claims.Count > 1)
            violations.Add(
                Invariant.Life, guest.Card, $"claimed for {string.Join(", ", guest.Claims.Select(one => one.Card))}");

        var shown = rows.Where(row => row.Kind == EntryKind.Presentation).Select(row => row.IdempotencyKey);
        var told = guest.Shown.Select(PresentationOf);
        if (!shown.Order(StringComparer.Ordinal).SequenceEqual(told.Order(StringComparer.Ordinal)))
            violations.Add(
                Invariant.Acknowledged, guest.Card,
                $"{string.Join(", ", told)} were shown, the ledger has {Text(rows)}");

        var claims = guest.Claims.Count;
        var mayBeClosed = isOver && claims == 0 && rows is [.., var last] && IsClosure(last);
        if (rows.Count(row => row.Kind == EntryKind.GuestClaim) != claims
            || rows.Count(row => row.Kind == EntryKind.Cancellation) > (mayBeClosed ? 1 : 0))
            violations.Add(Invariant.Life, guest.Card, $"{claims} claims were accepted: {Text(rows)}");
    }

    private static void CheckClaim(
        GuestVisit guest, GuestClaim claim, ILookup<string, LedgerEntry> rows, Violations violations)
    {
        var told = claim.Earned.Concat(claim.LeftOut).Order(StringComparer.Ordinal);
        if (!told.SequenceEqual(guest.Shown.Order(StringComparer.Ordinal)))
            violations.Add(
                Invariant.Acknowledged, guest.Card, $"of {string.Join(", ", guest.Shown)} a claim told {claim}");
        var there = rows[claim.Card].Where(row => row.Kind == EntryKind.Accrual).Select(row => row.IdempotencyKey);
        if (claim.Earned.Except(there, StringComparer.Ordinal).FirstOrDefault() is { } missing)
            violations.Add(
                Invariant.Acknowledged, claim.Card, $"{missing}, claimed of guest {guest.Card}, is not on it");
    }

    private static void CheckReceipts(GuestStory story, ILookup<string, LedgerEntry> rows, Violations violations)
    {
        var claimed = story.Guests.SelectMany(guest => guest.Claims)
            .SelectMany(claim => claim.Earned.Concat(claim.LeftOut))
            .ToHashSet(StringComparer.Ordinal);
        var accruals = story.Cards.SelectMany(card => rows[card]).Where(row => row.Kind == EntryKind.Accrual)
            .ToLookup(row => row.IdempotencyKey, StringComparer.Ordinal);
        foreach (var (key, points) in story.Points)
        {
            var earned = accruals[key].ToArray();
            var wanted = claimed.Contains(key) || story.Sold.Contains(key) ? 1 : 0;
            if (earned.Length != wanted || earned.Any(row => row.Points != points))
                violations.Add(
                    Invariant.OneUse, "", $"{key}, worth {points}, had to earn {wanted} times: {Text(earned)}");
        }

        foreach (var card in story.Cards)
        {
            LedgerEntry[] entries = [.. rows[card]];
            var sum = entries.Sum(row => story.Points.GetValueOrDefault(row.IdempotencyKey));
            if (entries.Length == 0 || entries[^1].Balance != sum)
                violations.Add(Invariant.OneUse, card, $"its receipts are worth {sum}: {Text(entries)}");
            if (entries.Skip(1).FirstOrDefault(row => !story.Points.ContainsKey(row.IdempotencyKey)) is { } stranger)
                violations.Add(Invariant.Acknowledged, card, $"nobody was told of {stranger.Brief()}");
        }
    }

    private static string Text(IEnumerable<LedgerEntry> rows) => string.Join("; ", rows.Select(row => row.Brief()));
}
