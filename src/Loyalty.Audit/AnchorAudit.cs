using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Audit.Anchors;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>
/// Compares the walk with an anchor, line by line, and gathers the next one. A card may have changed since: the entry
/// that was its last must still be there, with the hash it had.
/// </summary>
internal sealed class AnchorAudit(AnchorFile anchor, Findings findings)
{
    private AnchorLine? wanted;
    private bool isFound;

    /// <summary>Begins a card. Anchored cards before it are nowhere.</summary>
    public void Begin(CardId cardId)
    {
        for (; anchor.Current is { } line && line.CardId < cardId; anchor.MoveNext()) Missing(line);
        isFound = false;
        wanted = anchor.Current is { } own && own.CardId == cardId ? own : null;
        if (wanted is not null) anchor.MoveNext();
    }

    public void Next(Stored<EntryRow> entry)
    {
        if (wanted is not { } line || entry.Seq != line.Seq) return;
        isFound = true;
        if (entry.Row is not { } row || !row.Entry.Hash.AsSpan().SequenceEqual(line.Hash.AsSpan()))
            Add(line, "is not the entry that was anchored");
    }

    /// <summary>Ends a card with its last entry.</summary>
    public void End(CardId cardId, long seq, ImmutableArray<byte> head)
    {
        if (wanted is { } line && !isFound) Add(line, $"was anchored and is gone; the card's last entry is {seq}");
        anchor.Write(new AnchorLine(cardId, seq, head));
    }

    /// <summary>Ends the walk.</summary>
    public void End()
    {
        for (; anchor.Current is { } line; anchor.MoveNext()) Missing(line);
    }

    private void Missing(AnchorLine line) => Add(line, "was anchored; the whole card is gone");

    private void Add(AnchorLine line, string message) =>
        findings.Add(line.CardId, line.Seq, AuditRule.Anchor, message);
}
