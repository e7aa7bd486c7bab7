using Loyalty.Domain;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Audit;

/// <summary>Compares each entry with the claims that name it.</summary>
internal sealed class ClaimsAudit(CardId cardId, Findings findings)
{
    private Stored<EntryRow> stored;
    private string? wantedIdentity;
    private string? wantedNumber;

    /// <summary>A number that an entry put on the card which was booked along with a later one: claimed with that.
    /// </summary>
    private string? partsNumber;

    private ReceiptReference? wantedReceipt;

    /// <summary>Begins an entry. Of one that can't be read nothing is expected.</summary>
    public void Begin(Stored<EntryRow> current)
    {
        stored = current;
        wantedIdentity = stored.Row?.Entry is { IdentityKey.Length: > 0 } entry ? entry.IdentityKey : null;
        var isPart = stored.Row?.Entry is { IdentityKey: "" };
        wantedNumber = stored.Row?.Entry.CardNumber?.ClaimKey ?? partsNumber;
        partsNumber = isPart ? wantedNumber : null;
        if (isPart) wantedNumber = null;
        wantedReceipt = stored.Row?.Entry is { Kind: EntryKind.Issue } issue ? issue.Receipt : null;
        CheckReceipt();
    }

    public void Next(Stored<ClaimRow> claim)
    {
        if (claim.Seq != stored.Seq) WithoutEntry(claim);
        else if (claim.Row is null) Unreadable(claim);
        else if (stored.Row?.Entry is { } entry) Compare(entry, claim.Row);
    }

    public void End()
    {
        if (wantedIdentity is not null) Add(stored.Seq, $"its identity {wantedIdentity} is not claimed for it");
        if (wantedNumber is not null) Add(stored.Seq, "its card number is not claimed for it");
        if (wantedReceipt is not null) Add(stored.Seq, "the receipt that it issued the card for is not claimed for it");
    }

    /// <summary>Ends the card.</summary>
    public void EndCard()
    {
        if (partsNumber is not null) Add(stored.Seq, "an entry put a number on the card, and none behind it answers");
    }

    public void WithoutEntry(Stored<ClaimRow> claim)
    {
        if (claim.Row is { } row) Add(claim.Seq, $"the claim {row.Key} names an entry that is not there");
        else Unreadable(claim);
    }

    private void Compare(LedgerEntry entry, ClaimRow claim)
    {
        if (claim.Meaning is not { } meaning)
        {
            if (claim.Key == wantedNumber) wantedNumber = null;
            else if (wantedReceipt is { } r && IsKeyOf("issue", r, claim.Key)) wantedReceipt = null;
            else if (claim.Key.StartsWith("number/", StringComparison.Ordinal))
                Add(claim.Seq, "claims a number that the entry doesn't have");
            else if (claim.Key.StartsWith("issue/", StringComparison.Ordinal))
                Add(claim.Seq, "claims a receipt that the entry doesn't have");
            return;
        }

        if (claim.Key != wantedIdentity)
        {
            Add(claim.Seq, $"the identity {claim.Key} is claimed for an entry that doesn't have it");
            return;
        }

        wantedIdentity = null;
        if (!EntryMeaning.Fits(entry, stored.Row!.State, meaning))
            Add(claim.Seq, "its identity was claimed with another meaning");
    }

    private void CheckReceipt()
    {
        if (stored.Row?.Entry is not { Kind: EntryKind.Accrual or EntryKind.Presentation } entry) return;
        var use = entry.Kind == EntryKind.Accrual ? "accrual" : "presentation";
        if (entry.Receipt is { } r && IsKeyOf(use, r, entry.IdentityKey)) return;
        findings.Add(cardId, entry.Seq, AuditRule.Receipt, "its identity is not its receipt's");
    }

    /// <summary>Whether the key is the receipt's, with or without its till: the rules of then decided that.</summary>
    private static bool IsKeyOf(string use, ReceiptReference r, string key) =>
        key == r.KeyOf(use, numbersRestartPerTill: false) || key == r.KeyOf(use, numbersRestartPerTill: true);

    private void Unreadable(Stored<ClaimRow> claim) =>
        findings.Add(cardId, claim.Seq, AuditRule.Unreadable, $"a claim of it can't be read: {claim.Fault}");

    private void Add(long? seq, string message) => findings.Add(cardId, seq, AuditRule.Claims, message);
}
