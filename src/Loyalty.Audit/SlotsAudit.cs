using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>Compares a card's exclusive slot with the one in its last state.</summary>
internal sealed class SlotsAudit(Findings findings)
{
    private CardState? last;
    private CardId cardId;
    private string? wanted;

    /// <summary>Begins a card. Of one whose last state can't be read nothing is known.</summary>
    public void Begin(CardId card, CardState? state)
    {
        (cardId, last) = (card, state);
        wanted = state?.SlotKey;
    }

    public void Next(Stored<SlotRow> slot)
    {
        if (slot.Row is not { } row)
            findings.Add(slot.CardId, null, AuditRule.Unreadable, $"an exclusive slot can't be read: {slot.Fault}");
        else if (row.CardId != cardId)
            findings.Add(row.CardId, null, AuditRule.ExclusiveSlots, $"{row.Key} has a card that is not there");
        else if (row.Key == wanted)
            wanted = null;
        else if (last is not null)
            Add($"{row.Key} is taken, which its entries don't say");
    }

    public void End()
    {
        if (wanted is not null) Add($"{wanted} is not there for it");
    }

    private void Add(string message) => findings.Add(cardId, last?.Seq, AuditRule.ExclusiveSlots, message);
}
