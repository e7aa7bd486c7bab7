using Loyalty.Domain.Entries;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Testing;
using Loyalty.Testing.Checks;
using Loyalty.Testing.History;
using Loyalty.Torture.Lives;
using Loyalty.Torture.Lives.Guests;
using Loyalty.Torture.Lives.Imports;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Checks;

/// <summary>Checks a round when its clients have settled all they began.</summary>
public static class RoundChecks
{
    /// <summary>Compares the histories with each other and with the ledger, and reads the logs.</summary>
    public static async Task CheckAsync(Fleet fleet, Floor floor, Journal journal)
    {
        CheckLogs(fleet, journal.Violations);
        var operations = journal.Take();
        foreach (var fault in HistoryChecker.Check(operations))
            journal.Violations.Add(Invariant.History, fault.Operation.Card, fault.ToString());
        var ids = operations.Select(operation => operation.Card).ToHashSet(StringComparer.Ordinal);
        var rows = await LedgerEntries.ReadAsync(fleet.Ledger, ids);
        var ledger = rows.SelectMany(card => card).ToLookup(entry => entry.CardId);
        foreach (var fault in LedgerRules.Check(ledger, floor.Day.DateOf))
            journal.Violations.Add(fault.Invariant, $"{fault.Entry.CardId}", $"{fault}");
        LedgerCheck.Check(operations, rows, journal.Violations);
        var cards = ids.Where(floor.Known.ContainsKey).Select(id => floor.Known[id]);
        LedgerCheck.CheckCounts(cards, rows, journal.Violations);
        CheckStories(floor, journal, rows);
    }

    /// <summary>Compares what is known of cards that are none of the floor's with the ledger, and counts their entries.
    /// </summary>
    private static void CheckStories(Floor floor, Journal journal, ILookup<string, LedgerEntry> rows)
    {
        foreach (var card in journal.Others.Take()) floor.CountOthers(rows[card].Count());
        foreach (var life in journal.Lives.Take())
        {
            LifeCheck.Check(life.Id, life.Commands, [.. rows[life.Id]], journal.Violations);
            floor.CountOthers(rows[life.Id].Count());
        }

        foreach (var story in journal.Guests.Take())
        {
            GuestCheck.Check(story, rows, floor.Today, journal.Violations);
            floor.CountOthers(story.Cards.Sum(card => rows[card].Count()));
            foreach (var guest in story.Guests)
            {
                var entries = rows[guest.Card].Count(row => !GuestCheck.IsClosure(row));
                floor.CountOthers(entries);
                if (guest.Claims.Count == 0) floor.LeftGuests.Add(guest.Card, story.Day, entries);
            }
        }

        foreach (var story in journal.Imports.Take())
        {
            ImportCheck.Check(story, rows, journal.Violations);
            floor.CountOthers(story.Cards.Sum(card => rows[card].Count()));
        }
    }

    /// <summary>I11: no request ends in a failure that nobody foresaw.</summary>
    public static void CheckLogs(Fleet fleet, Violations violations)
    {
        foreach (var node in fleet.Nodes)
            foreach (var failure in node.TakeFailures())
                violations.Add(Invariant.Harmless, "", $"server {node.Index}: {failure}");
    }

    /// <summary>Recomputes the whole ledger, and compares its entries with the number of requests.</summary>
    public static async Task<AuditReport> AuditAsync(Fleet fleet, Floor floor, Violations violations)
    {
        await using var snapshot = await LedgerStores.OpenAsync(fleet.Ledger, CancellationToken.None);
        var report = await Auditor.RunAsync(snapshot, CancellationToken.None);
        foreach (var finding in report.Findings)
            violations.Add(Invariant.Balance, finding.CardId?.ToString() ?? "", finding.ToString());
        var wanted = floor.Known.Values.Sum(card => card.Settled + 1) + floor.OtherEntries;
        var closed = floor.LeftGuests.DueOn(floor.Today).Count; // at most, and each once
        if (report.Entries < wanted || report.Entries > wanted + closed)
            violations.Add(
                Invariant.Acknowledged, "",
                $"{wanted} requests were acknowledged, and at most {closed} guest cards closed; the ledger has "
                + $"{report.Entries} entries");
        return report;
    }
}
