using Loyalty.Audit.Anchors;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>
/// Proves the ledger twice, in one view of the ledger. The walk recomputes every card from its entries in the memory of
/// one card at a time: (1) entries, unique keys, exclusive slots and the anchor's lines stream side by side, in the
/// order of their cards; (2) each entry's state is compared with what the entry makes of the state before it, and the
/// entry with its unique keys; (3) allocations are walked by counter. (4) Then the database answers the queries, which
/// share no code with the engine. (5) What is clean may become an anchor. Without one, a tail that was cut off together
/// with its unique keys, or a card that was deleted with all that names it, can't be seen.
/// </summary>
public static class Auditor
{
    public static async Task<AuditReport> RunAsync(ILedgerStore store, CancellationToken cancellationToken)
    {
        await using var snapshot = await store.OpenSnapshotAsync(cancellationToken);
        return await RunAsync(snapshot, cancellationToken);
    }

    public static Task<AuditReport> RunAsync(ILedgerSnapshot snapshot, CancellationToken cancellationToken) =>
        RunAsync(snapshot, null, cancellationToken);

    /// <summary>Audits, compares the ledger with the anchor, and renews that if nothing was found.</summary>
    public static async Task<AuditReport> RunAsync(
        ILedgerSnapshot snapshot, AnchorFile? anchor, CancellationToken cancellationToken)
    {
        var findings = new Findings();

        // 1. The streams.
        await using var entries = await Cursor<EntryRow>.OpenAsync(snapshot.ReadEntriesAsync(cancellationToken));
        await using var uniqueKeys = await Cursor<UniqueKeyRow>.OpenAsync(
            snapshot.ReadUniqueKeysAsync(cancellationToken));
        await using var slots = await Cursor<SlotRow>.OpenAsync(snapshot.ReadSlotsAsync(cancellationToken));
        var anchored = anchor is null ? null : new AnchorAudit(anchor, findings);
        var walk = new Walk(entries, uniqueKeys, slots, anchored, findings);

        // 2. Card by card.
        await walk.RunAsync();

        // 3. Allocations.
        var allocations = new AllocationsAudit(findings);
        await foreach (var allocation in snapshot.ReadAllocationsAsync(cancellationToken)) allocations.Next(allocation);
        allocations.End();

        // 4. Queries.
        if (snapshot.Dialect is { } dialect)
        {
            var views = AuditQuery.Views(dialect);
            foreach (var query in AuditQuery.All) await AskAsync(snapshot, views, query, findings, cancellationToken);
        }

        // 5. The anchor.
        if (findings.Count == 0) anchor?.Renew();
        return new AuditReport(walk.Cards, walk.Entries, walk.Points, findings.Count, findings.Kept);
    }

    private static async Task AskAsync(
        ILedgerSnapshot snapshot, string views, AuditQuery query, Findings findings,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var row in snapshot.AskAsync(views + query.Sql, cancellationToken))
                findings.Add(row.CardId, row.Seq, query.Rule, $"{row.Message} (query {query.Name})");
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.Rejected)
        {
            findings.Add(
                null, null, AuditRule.Unreadable, $"query {query.Name} can't be answered: {exception.Message}");
        }
    }
}
