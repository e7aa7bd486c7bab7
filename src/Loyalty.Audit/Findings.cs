using Loyalty.Domain;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>Counts differences and keeps the first of them.</summary>
internal sealed class Findings
{
    private readonly List<AuditFinding> kept = [];

    public long Count { get; private set; }

    public IReadOnlyList<AuditFinding> Kept => kept;

    public void Add(CardId? cardId, long? seq, AuditRule rule, string message)
    {
        Count++;
        if (kept.Count < AuditReport.MaxFindings) kept.Add(new AuditFinding(cardId, seq, rule, message));
    }
}
