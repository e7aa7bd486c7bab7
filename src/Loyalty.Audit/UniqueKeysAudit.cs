using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>Compares each entry with the unique keys that name it.</summary>
internal sealed class UniqueKeysAudit(CardId cardId, Findings findings)
{
    private Stored<EntryRow> stored;
    private string? wantedKey;
    private string? wantedNumber;

    /// <summary>A number that an entry put on the card which was posted along with a later one: its unique key names
    /// that one.
    /// </summary>
    private string? partsNumber;

    private ReceiptReference? wantedReceipt;

    /// <summary>Begins an entry. Of one that can't be read nothing is expected.</summary>
    public void Begin(Stored<EntryRow> current)
    {
        stored = current;
        wantedKey = stored.Row?.Entry is { IdempotencyKey.Length: > 0 } entry ? entry.IdempotencyKey : null;
        var isPart = stored.Row?.Entry is { IdempotencyKey: "" };
        wantedNumber = stored.Row?.Entry.CardNumber?.UniqueKey ?? partsNumber;
        partsNumber = isPart ? wantedNumber : null;
        if (isPart) wantedNumber = null;
        wantedReceipt = stored.Row?.Entry is { Kind: EntryKind.Issue } issue ? issue.Receipt : null;
        CheckReceipt();
    }

    public void Next(Stored<UniqueKeyRow> uniqueKey)
    {
        if (uniqueKey.Seq != stored.Seq) WithoutEntry(uniqueKey);
        else if (uniqueKey.Row is null) Unreadable(uniqueKey);
        else if (stored.Row?.Entry is { } entry) Compare(entry, uniqueKey.Row);
    }

    public void End()
    {
        if (wantedKey is not null) Add(stored.Seq, $"its idempotency key {wantedKey} is not there for it");
        if (wantedNumber is not null) Add(stored.Seq, "its card number has no unique key for it");
        if (wantedReceipt is not null) Add(stored.Seq, "the receipt that issued the card has no unique key for it");
    }

    /// <summary>Ends the card.</summary>
    public void EndCard()
    {
        if (partsNumber is not null) Add(stored.Seq, "an entry put a number on the card, and none behind it answers");
    }

    public void WithoutEntry(Stored<UniqueKeyRow> uniqueKey)
    {
        if (uniqueKey.Row is { } row) Add(uniqueKey.Seq, $"the unique key {row.Key} names an entry that is not there");
        else Unreadable(uniqueKey);
    }

    private void Compare(LedgerEntry entry, UniqueKeyRow uniqueKey)
    {
        if (uniqueKey.Fingerprint is not { } fingerprint)
        {
            if (uniqueKey.Key == wantedNumber) wantedNumber = null;
            else if (wantedReceipt is { } r && IsKeyOf("issue", r, uniqueKey.Key)) wantedReceipt = null;
            else if (uniqueKey.Key.StartsWith("number/", StringComparison.Ordinal))
                Add(uniqueKey.Seq, "uses a number that the entry doesn't have");
            else if (uniqueKey.Key.StartsWith("issue/", StringComparison.Ordinal))
                Add(uniqueKey.Seq, "uses a receipt that the entry doesn't have");
            return;
        }

        if (uniqueKey.Key != wantedKey)
        {
            Add(uniqueKey.Seq, $"the idempotency key {uniqueKey.Key} is used for an entry that doesn't have it");
            return;
        }

        wantedKey = null;
        if (!CardVerbs.Fit(entry, stored.Row!.State, fingerprint))
            Add(uniqueKey.Seq, "its idempotency key was used with another fingerprint");
    }

    private void CheckReceipt()
    {
        if (stored.Row?.Entry is not { Kind: EntryKind.Accrual or EntryKind.Presentation } entry) return;
        var use = entry.Kind == EntryKind.Accrual ? "accrual" : "presentation";
        if (entry.Receipt is { } r && IsKeyOf(use, r, entry.IdempotencyKey)) return;
        findings.Add(cardId, entry.Seq, AuditRule.Receipt, "its idempotency key is not its receipt's");
    }

    /// <summary>Whether the key is the receipt's, with or without its till: the rules of then decided that.</summary>
    private static bool IsKeyOf(string use, ReceiptReference r, string key) =>
        key == r.KeyOf(use, numbersRestartPerTill: false) || key == r.KeyOf(use, numbersRestartPerTill: true);

    private void Unreadable(Stored<UniqueKeyRow> uniqueKey) =>
        findings.Add(
            cardId, uniqueKey.Seq, AuditRule.Unreadable, $"a unique key of it can't be read: {uniqueKey.Fault}");

    private void Add(long? seq, string message) => findings.Add(cardId, seq, AuditRule.UniqueKeys, message);
}
