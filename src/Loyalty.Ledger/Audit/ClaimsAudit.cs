using Loyalty.Domain;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Audit;

/// <summary>Compares each entry with the claims that name it.</summary>
internal sealed class ClaimsAudit(CardId cardId, Findings findings)
{
    private LedgerEntry entry = null!;
    private string? wantedIdentity;
    private string? wantedNumber;

    /// <summary>Begins an entry. Of several of one commit, the last answers for the identity.</summary>
    public void Begin(LedgerEntry current, LedgerEntry? next)
    {
        entry = current;
        var isAnswer = entry.IdentityKey.Length > 0 && next?.IdentityKey != entry.IdentityKey;
        wantedIdentity = isAnswer ? entry.IdentityKey : null;
        wantedNumber = entry.CardNumber?.ClaimKey;
        CheckReceipt();
    }

    public void Next(ClaimRow claim)
    {
        if (claim.Seq != entry.Seq)
        {
            WithoutEntry(claim);
            return;
        }

        if (claim.Meaning is null)
        {
            if (claim.Key == wantedNumber) wantedNumber = null;
            else if (claim.Key.StartsWith("number/", StringComparison.Ordinal))
                Add(claim.Seq, "claims a number that the entry doesn't have");
        }
        else if (claim.Key == wantedIdentity)
        {
            wantedIdentity = null;
        }
        else
        {
            Add(claim.Seq, $"the identity {claim.Key} is claimed for an entry that doesn't have it");
        }
    }

    public void End()
    {
        if (wantedIdentity is not null) Add(entry.Seq, $"its identity {wantedIdentity} is not claimed for it");
        if (wantedNumber is not null) Add(entry.Seq, "its card number is not claimed for it");
    }

    public void WithoutEntry(ClaimRow claim) =>
        Add(claim.Seq, $"the claim {claim.Key} names an entry that is not there");

    private void CheckReceipt()
    {
        if (entry.Kind != EntryKind.Accrual) return;
        if (entry.Receipt is { } r
            && (entry.IdentityKey == KeyOf(r, "") || entry.IdentityKey == KeyOf(r, r.Till))) return;
        findings.Add(cardId, entry.Seq, AuditRule.Receipt, "its identity is not its receipt's");
    }

    private static string KeyOf(ReceiptReference receipt, string till) =>
        Key.Of("accrual", receipt.BusinessDate.ToString("O"), receipt.Store, till, receipt.Number);

    private void Add(long? seq, string message) => findings.Add(cardId, seq, AuditRule.Claims, message);
}
