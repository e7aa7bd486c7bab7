using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>Walks all cards, each with its entries, their unique keys, and its exclusive slots.</summary>
internal sealed class Walk(
    Cursor<EntryRow> entries, Cursor<UniqueKeyRow> uniqueKeys, Cursor<SlotRow> slots, AnchorAudit? anchored,
    Findings findings)
{
    private readonly SlotsAudit slotsAudit = new(findings);

    /// <summary>Cards that have an entry or a unique key.</summary>
    public long Cards { get; private set; }

    public long Entries { get; private set; }

    public long Points { get; private set; }

    public async Task RunAsync()
    {
        while (First(entries.Current?.CardId, uniqueKeys.Current?.CardId) is { } cardId)
        {
            Cards++;
            anchored?.Begin(cardId);
            var card = new CardAudit(cardId, findings);
            await AuditEntriesAsync(cardId, card);
            await AuditSlotsAsync(cardId, card.Last);
            anchored?.End(cardId, card.Seq, card.Head);
        }

        for (; slots.Current is { } slot; await slots.MoveNextAsync()) slotsAudit.Next(slot);
        anchored?.End();
    }

    private async Task AuditEntriesAsync(CardId cardId, CardAudit card)
    {
        var used = new UniqueKeysAudit(cardId, findings);
        for (; entries.Current is { } entry && entry.CardId == cardId; await entries.MoveNextAsync())
        {
            Entries++;
            Points = unchecked(Points + (entry.Row?.Entry.Points ?? 0)); // a tampered figure must not end the audit
            card.Next(entry);
            anchored?.Next(entry);
            used.Begin(entry);
            for (; uniqueKeys.Current is { } uniqueKey && uniqueKey.CardId == cardId && uniqueKey.Seq <= entry.Seq;
                 await uniqueKeys.MoveNextAsync())
            {
                used.Next(uniqueKey);
            }

            used.End();
        }

        for (; uniqueKeys.Current is { } uniqueKey && uniqueKey.CardId == cardId; await uniqueKeys.MoveNextAsync())
            used.WithoutEntry(uniqueKey);
        used.EndCard();
    }

    /// <summary>Exclusive slots of cards before this one are of cards that are nowhere else.</summary>
    private async Task AuditSlotsAsync(CardId cardId, CardState? last)
    {
        slotsAudit.Begin(cardId, last);
        for (; slots.Current is { } slot && slot.CardId <= cardId; await slots.MoveNextAsync())
            slotsAudit.Next(slot);
        slotsAudit.End();
    }

    private static CardId? First(CardId? left, CardId? right) =>
        left is null || right < left ? right : left;
}
