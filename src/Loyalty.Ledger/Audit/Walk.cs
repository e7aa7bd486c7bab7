using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Ledger.Audit;

/// <summary>Walks all cards, each with its entries, their claims, and what it holds.</summary>
internal sealed class Walk(
    Cursor<EntryRow> entries, Cursor<ClaimRow> claims, Cursor<HoldingRow> holdings, AnchorAudit? anchored,
    Findings findings)
{
    private readonly HoldingsAudit held = new(findings);

    /// <summary>Cards that have an entry or a claim.</summary>
    public long Cards { get; private set; }

    public long Entries { get; private set; }

    public long Points { get; private set; }

    public async Task RunAsync()
    {
        while (First(entries.Current?.CardId, claims.Current?.CardId) is { } cardId)
        {
            Cards++;
            anchored?.Begin(cardId);
            var card = new CardAudit(cardId, findings);
            await AuditEntriesAsync(cardId, card);
            await AuditHoldingsAsync(cardId, card.Last);
            anchored?.End(cardId, card.Seq, card.Head);
        }

        for (; holdings.Current is { } holding; await holdings.MoveNextAsync()) held.Next(holding);
        anchored?.End();
    }

    private async Task AuditEntriesAsync(CardId cardId, CardAudit card)
    {
        var claimed = new ClaimsAudit(cardId, findings);
        for (; entries.Current is { } entry && entry.CardId == cardId; await entries.MoveNextAsync())
        {
            Entries++;
            Points = unchecked(Points + (entry.Row?.Entry.Points ?? 0)); // a tampered figure must not end the audit
            card.Next(entry);
            anchored?.Next(entry);
            claimed.Begin(entry);
            for (; claims.Current is { } claim && claim.CardId == cardId && claim.Seq <= entry.Seq;
                 await claims.MoveNextAsync())
            {
                claimed.Next(claim);
            }

            claimed.End();
        }

        for (; claims.Current is { } claim && claim.CardId == cardId; await claims.MoveNextAsync())
            claimed.WithoutEntry(claim);
        claimed.EndCard();
    }

    /// <summary>Holdings of cards before this one are of cards that are nowhere else.</summary>
    private async Task AuditHoldingsAsync(CardId cardId, CardState? last)
    {
        held.Begin(cardId, last);
        for (; holdings.Current is { } holding && holding.CardId <= cardId; await holdings.MoveNextAsync())
            held.Next(holding);
        held.End();
    }

    private static CardId? First(CardId? left, CardId? right) =>
        left is null || right < left ? right : left;
}
