using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Cards;

/// <summary>
/// What requests of the card's life mean. Neither the presented number nor a fresh one is part of it: the card is, and
/// a repeat finds it under whatever number it has now.
/// </summary>
public static class CardMeaning
{
    /// <summary>An issue; what the request left open is left out.</summary>
    /// <param name="type">The type asked for.</param>
    /// <param name="stockNumber">The number that was scanned.</param>
    /// <param name="receipt">The receipt that it is issued against.</param>
    /// <param name="isReceiptSurrendered">Whether the receipt is given away.</param>
    /// <param name="member">Whose card it is.</param>
    public static Meaning OfIssue(
        CardType? type, CardNumber? stockNumber, ReceiptReference? receipt, bool isReceiptSurrendered,
        MemberId? member = null)
    {
        var meaning = new Meaning.Builder().Add(MeaningField.Command, "issue-card");
        if (receipt is not null)
        {
            meaning.Add(MeaningField.Store, Text.FoldCode(receipt.Store))
                .Add(MeaningField.Till, Text.FoldCode(receipt.Till))
                .Add(MeaningField.BusinessDate, receipt.BusinessDate)
                .Add(MeaningField.Number, receipt.Number)
                .Add(MeaningField.Currency, receipt.Currency)
                .Add(MeaningField.Total, receipt.TotalMinor);
        }

        if (type is { } asked) meaning.Add(MeaningField.CardType, (long)asked);
        meaning.Add(MeaningField.CardNumber, stockNumber?.Digits ?? "");
        if (isReceiptSurrendered) meaning.Add(MeaningField.Surrendered, 1);
        meaning.Add(MeaningField.Member, member?.ToString() ?? "");
        return meaning.Build();
    }

    /// <summary>A command to an issued card, by the kind of entry that answers it.</summary>
    public static Meaning OfChange(
        EntryKind kind, CardId cardId, string reason = "", CardNumber? stockNumber = null, MemberId? member = null) =>
        new Meaning.Builder()
            .Add(MeaningField.Command, NameOf(kind))
            .Add(MeaningField.Card, cardId)
            .Add(MeaningField.CardNumber, stockNumber?.Digits ?? "")
            .Add(MeaningField.Reason, reason)
            .Add(MeaningField.Member, member?.ToString() ?? "")
            .Build();

    /// <summary>A transfer; without points, of all that could be used.</summary>
    public static Meaning OfTransfer(CardId from, CardId to, long? points)
    {
        var meaning = new Meaning.Builder()
            .Add(MeaningField.Command, "transfer-points")
            .Add(MeaningField.Card, from)
            .Add(MeaningField.OtherCard, to);
        if (points is { } asked) meaning.Add(MeaningField.Points, asked);
        return meaning.Build();
    }

    /// <summary>A merge of two members' cards.</summary>
    /// <param name="reason">What stands on the entries: whose they were.</param>
    /// <param name="into">Whose they become.</param>
    public static Meaning OfMerge(string reason, MemberId into) => new Meaning.Builder()
        .Add(MeaningField.Command, "merge-cards")
        .Add(MeaningField.Reason, reason)
        .Add(MeaningField.Member, into.ToString())
        .Build();

    public static string MergeReason(MemberId source) => $"merge {source}";

    /// <summary>A guest card's claim for a card.</summary>
    public static Meaning OfGuestClaim(CardId guest, CardId card) => new Meaning.Builder()
        .Add(MeaningField.Command, "claim-guest-card")
        .Add(MeaningField.Card, guest)
        .Add(MeaningField.OtherCard, card)
        .Build();

    private static string NameOf(EntryKind kind) => kind switch
    {
        EntryKind.LossReport => "report-lost-card",
        EntryKind.LossClearance => "clear-lost-card",
        EntryKind.Replacement => "replace-card",
        EntryKind.Renewal => "renew-card",
        EntryKind.Suspension => "suspend-card",
        EntryKind.Resumption => "resume-card",
        EntryKind.Cancellation => "cancel-card",
        EntryKind.MemberLink => "link-member",
        EntryKind.MemberUnlink => "unlink-member",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
