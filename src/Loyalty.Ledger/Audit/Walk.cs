using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Audit;

/// <summary>Walks all cards, each with its row, its entries and their claims.</summary>
internal sealed class Walk(
    Cursor<CardState> cards, Cursor<LedgerEntry> entries, Cursor<ClaimRow> claims, AnchorAudit? anchored,
    Findings findings)
{
    /// <summary>Cards that have a row, an entry or a claim.</summary>
    public long Cards { get; private set; }

    public long Entries { get; private set; }

    public long Points { get; private set; }

    public async Task RunAsync()
    {
        while (First(cards.Current?.CardId, entries.Current?.CardId, claims.Current?.CardId) is { } cardId)
        {
            Cards++;
            anchored?.Begin(cardId);
            var card = new CardAudit(cardId, await TakeRowAsync(cardId), findings);
            await AuditEntriesAsync(cardId, card);
            card.End();
            anchored?.End(cardId, card.Seq, card.Head);
        }

        anchored?.End();
    }

    private async Task<Stored<CardState>?> TakeRowAsync(CardId cardId)
    {
        Stored<CardState>? taken = null;
        for (; cards.Current is { } row && row.CardId == cardId; await cards.MoveNextAsync())
        {
            if (taken is not null) findings.Add(cardId, row.Seq, AuditRule.Card, "the card has another row");
            taken ??= row;
        }

        return taken;
    }

    private async Task AuditEntriesAsync(CardId cardId, CardAudit card)
    {
        var claimed = new ClaimsAudit(cardId, findings);
        for (; entries.Current is { } entry && entry.CardId == cardId; await entries.MoveNextAsync())
        {
            Entries++;
            Points = unchecked(Points + (entry.Row?.Points ?? 0)); // a tampered figure must not end the audit
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
    }

    private static CardId? First(params ReadOnlySpan<CardId?> heads)
    {
        CardId? first = null;
        foreach (var head in heads)
            if (head is { } cardId && (first is null || cardId < first)) first = cardId;
        return first;
    }
}
