using Loyalty.Domain.Commits;

namespace Loyalty.Domain.Receipts;

/// <summary>
/// Computes the fingerprint of a receipt's accrual: the card, the store, the till where it is part of the idempotency
/// key, business date, number, currency, total, lines and tenders. Not the time of day, the channel or the sender.
/// Codes of store and till count as <see cref="Text.FoldCode"/> makes them.
/// </summary>
public static class ReceiptFingerprint
{
    public static Fingerprint OfAccrual(CardId cardId, Receipt receipt, bool numbersRestartPerTill) =>
        Of("accrue", cardId, receipt, numbersRestartPerTill);

    /// <summary>The same, of a receipt that is shown for a guest card.</summary>
    public static Fingerprint OfPresentation(CardId cardId, Receipt receipt, bool numbersRestartPerTill) =>
        Of("present", cardId, receipt, numbersRestartPerTill);

    /// <summary>An issue of a guest card: the command alone, and the receipt that it is issued for.</summary>
    public static Fingerprint OfGuestIssue(Receipt receipt, bool numbersRestartPerTill) =>
        Of("issue-guest-card", null, receipt, numbersRestartPerTill);

    private static Fingerprint Of(string command, CardId? cardId, Receipt receipt, bool numbersRestartPerTill)
    {
        var fingerprint = new Fingerprint.Builder().Add(FingerprintField.Command, command);
        if (cardId is { } card) fingerprint.Add(FingerprintField.Card, card);
        return fingerprint
            .Add(FingerprintField.Store, Text.FoldCode(receipt.Store))
            .Add(FingerprintField.Till, numbersRestartPerTill ? Text.FoldCode(receipt.Till) : "")
            .Add(FingerprintField.BusinessDate, receipt.BusinessDate)
            .Add(FingerprintField.Number, receipt.Number)
            .Add(FingerprintField.Currency, receipt.Currency)
            .Add(FingerprintField.Total, receipt.TotalMinor)
            .Add(FingerprintField.Lines, Lines(receipt))
            .Add(FingerprintField.Tenders, Tenders(receipt))
            .Build();
    }

    private static ReadOnlySpan<byte> Lines(Receipt receipt)
    {
        if (receipt.Lines.IsEmpty) return [];
        var writer = new CanonicalWriter(64 * receipt.Lines.Length);
        foreach (var line in receipt.Lines) line.Write(writer);
        return writer.Written;
    }

    private static ReadOnlySpan<byte> Tenders(Receipt receipt)
    {
        if (receipt.Tenders.IsEmpty) return [];
        var writer = new CanonicalWriter(32 * receipt.Tenders.Length);
        foreach (var tender in receipt.Tenders) tender.Write(writer);
        return writer.Written;
    }
}
