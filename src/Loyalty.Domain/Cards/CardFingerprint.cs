using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Cards;

/// <summary>
/// Computes the fingerprints of requests about a card's life. Neither the presented number nor a fresh one is part of
/// it: the card is, and a repeat finds it under whatever number it has now.
/// </summary>
public static class CardFingerprint
{
    /// <summary>An issue; what the request left open is left out.</summary>
    /// <param name="type">The type asked for.</param>
    /// <param name="stockNumber">The number that was scanned.</param>
    /// <param name="receipt">The receipt that it is issued against.</param>
    /// <param name="isReceiptSurrendered">Whether the receipt is given away.</param>
    /// <param name="member">Whose card it is.</param>
    public static Fingerprint OfIssue(
        CardType? type, CardNumber? stockNumber, ReceiptReference? receipt, bool isReceiptSurrendered,
        MemberId? member = null)
    {
        var fingerprint = new Fingerprint.Builder().Add(FingerprintField.Command, "issue-card");
        if (receipt is not null)
        {
            fingerprint.Add(FingerprintField.Store, Text.FoldCode(receipt.Store))
                .Add(FingerprintField.Till, Text.FoldCode(receipt.Till))
                .Add(FingerprintField.BusinessDate, receipt.BusinessDate)
                .Add(FingerprintField.Number, receipt.Number)
                .Add(FingerprintField.Currency, receipt.Currency)
                .Add(FingerprintField.Total, receipt.TotalMinor);
        }

        if (type is { } asked) fingerprint.Add(FingerprintField.CardType, (long)asked);
        fingerprint.Add(FingerprintField.CardNumber, stockNumber?.Digits ?? "");
        if (isReceiptSurrendered) fingerprint.Add(FingerprintField.Surrendered, 1);
        fingerprint.Add(FingerprintField.Member, member?.ToString() ?? "");
        return fingerprint.Build();
    }

    /// <summary>A command to an issued card.</summary>
    public static Fingerprint OfChange(
        CardVerb verb, CardId cardId, string reason = "", CardNumber? stockNumber = null, MemberId? member = null) =>
        new Fingerprint.Builder()
            .Add(FingerprintField.Command, verb.Name)
            .Add(FingerprintField.Card, cardId)
            .Add(FingerprintField.CardNumber, stockNumber?.Digits ?? "")
            .Add(FingerprintField.Reason, reason)
            .Add(FingerprintField.Member, member?.ToString() ?? "")
            .Build();

    /// <summary>Whether a command's fingerprint is that of an entry which it wrote. Whether the number on the entry was
    /// asked for isn't kept.</summary>
    internal static bool IsOfChange(CardVerb verb, LedgerEntry entry, Fingerprint used)
    {
        var (reason, member) = (entry.Change?.Reason ?? "", entry.Change?.MemberId);
        return used.Equals(OfChange(verb, entry.CardId, reason, null, member))
            || used.Equals(OfChange(verb, entry.CardId, reason, entry.CardNumber, member));
    }

    /// <summary>A transfer; without points, of all that could be used.</summary>
    public static Fingerprint OfTransfer(CardId from, CardId to, long? points)
    {
        var fingerprint = new Fingerprint.Builder()
            .Add(FingerprintField.Command, "transfer-points")
            .Add(FingerprintField.Card, from)
            .Add(FingerprintField.OtherCard, to);
        if (points is { } asked) fingerprint.Add(FingerprintField.Points, asked);
        return fingerprint.Build();
    }

    /// <summary>A merge of two members' cards.</summary>
    /// <param name="reason">The reason on the entries: whose they were.</param>
    /// <param name="into">Whose they become.</param>
    public static Fingerprint OfMerge(string reason, MemberId into) => new Fingerprint.Builder()
        .Add(FingerprintField.Command, "merge-cards")
        .Add(FingerprintField.Reason, reason)
        .Add(FingerprintField.Member, into.ToString())
        .Build();

    public static string MergeReason(MemberId source) => $"merge {source}";

    /// <summary>A guest card's claim for a card.</summary>
    public static Fingerprint OfGuestClaim(CardId guest, CardId card) => new Fingerprint.Builder()
        .Add(FingerprintField.Command, "claim-guest-card")
        .Add(FingerprintField.Card, guest)
        .Add(FingerprintField.OtherCard, card)
        .Build();
}
