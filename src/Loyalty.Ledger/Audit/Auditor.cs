using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Audit;

/// <summary>
/// Recomputes every card from its entries, in one view of the ledger and in the memory of one card at a time:
/// (1) rows, entries and claims stream side by side, in the order of their cards; (2) a card's entries are folded,
/// each with its claims; (3) its row is compared with what came out; (4) last, draws are walked by counted row.
/// A tail that was cut off together with its claims and the card's row can't be seen from within.
/// </summary>
public static class Auditor
{
    public static async Task<AuditReport> RunAsync(ILedgerStore store, CancellationToken cancellationToken)
    {
        await using var snapshot = await store.OpenSnapshotAsync(cancellationToken);
        return await RunAsync(snapshot, cancellationToken);
    }

    public static async Task<AuditReport> RunAsync(ILedgerSnapshot snapshot, CancellationToken cancellationToken)
    {
        var findings = new Findings();

        // 1. Three streams.
        await using var cards = await Cursor<CardState>.OpenAsync(snapshot.ReadCardsAsync(cancellationToken));
        await using var entries = await Cursor<LedgerEntry>.OpenAsync(snapshot.ReadEntriesAsync(cancellationToken));
        await using var claims = await Cursor<ClaimRow>.OpenAsync(snapshot.ReadClaimsAsync(cancellationToken));
        var totals = new Totals();
        while (First(cards.Current?.CardId, entries.Current?.CardId, claims.Current?.CardId) is { } cardId)
        {
            totals.Cards++;
            await AuditCardAsync(cardId, cards, entries, claims, totals, findings);
        }

        // 4. Draws.
        var draws = new DrawsAudit(findings);
        await foreach (var draw in snapshot.ReadDrawsAsync(cancellationToken)) draws.Next(draw);
        draws.End();
        return new AuditReport(totals.Cards, totals.Entries, totals.Points, findings.Count, findings.Kept);
    }

    private static async Task AuditCardAsync(
        CardId cardId, Cursor<CardState> cards, Cursor<LedgerEntry> entries, Cursor<ClaimRow> claims, Totals totals,
        Findings findings)
    {
        // 2. Entries, each with its claims.
        var card = new CardAudit(cardId, findings);
        var claimed = new ClaimsAudit(cardId, findings);
        while (entries.Current is { } entry && entry.CardId == cardId)
        {
            totals.Entries++;
            totals.Points = unchecked(totals.Points + entry.Points); // a tampered figure must not end the audit
            card.Next(entry);
            await entries.MoveNextAsync();
            var next = entries.Current is { } following && following.CardId == cardId ? following : null;
            claimed.Begin(entry, next);
            while (claims.Current is { } claim && claim.CardId == cardId && claim.Seq <= entry.Seq)
            {
                claimed.Next(claim);
                await claims.MoveNextAsync();
            }

            claimed.End();
        }

        for (; claims.Current is { } claim && claim.CardId == cardId; await claims.MoveNextAsync())
            claimed.WithoutEntry(claim);

        // 3. The card's row.
        CardState? row = null;
        for (; cards.Current is { } state && state.CardId == cardId; await cards.MoveNextAsync()) row = state;
        card.End(row);
    }

    private static CardId? First(params ReadOnlySpan<CardId?> heads)
    {
        CardId? first = null;
        foreach (var head in heads)
            if (head is { } cardId && (first is null || cardId < first)) first = cardId;
        return first;
    }

    private sealed class Totals
    {
        public long Cards { get; set; }
        public long Entries { get; set; }
        public long Points { get; set; }
    }
}
