using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Audit;

/// <summary>
/// Holds the points that a card's row counts for a receipt date against the accruals of that date. It counts only while
/// a daily cap is in force, so fewer may be right; more, or less than none, never is.
/// </summary>
internal sealed class DayPointsAudit(CardId cardId, CardState? row, Findings findings)
{
    private readonly Dictionary<DateOnly, Int128>? accrued = row is { DayPoints.IsEmpty: false } ? [] : null;

    public void Next(LedgerEntry entry)
    {
        if (accrued is null || entry.Receipt is not { } receipt || entry.Kind != EntryKind.Accrual) return;
        accrued[receipt.BusinessDate] = accrued.GetValueOrDefault(receipt.BusinessDate) + entry.Points;
    }

    public void End(CardState stated, long seq)
    {
        foreach (var day in stated.DayPoints)
        {
            var most = accrued!.GetValueOrDefault(day.Date);
            if (day.Points >= 0 && day.Points <= most) continue;
            findings.Add(cardId, seq, AuditRule.Card, $"the row counts {day.Points} points of {day.Date:O} of {most}");
        }
    }
}
