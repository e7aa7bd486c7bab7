using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Cards;

/// <summary>Issues a guest card to a customer without a card, who shows a receipt.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">A fresh number, which a repeat may change.</param>
/// <param name="Receipt">The first receipt that it holds.</param>
[GenerateSerializer, Immutable, Alias("loyalty.IssueGuestCard")]
public sealed record IssueGuestCard(
    [property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number, [property: Id(2)] Receipt Receipt)
    : ICardCommand
{
    public Identity IdentityOn(CardId cardId, Circumstances circumstances) => Identity.OfRequest(
        circumstances.Caller,
        RequestId,
        ReceiptMeaning.OfGuestIssue(Receipt, circumstances.Rules.Rules.NumbersRestartPerTill));

    public Decision Decide(CardState state, Circumstances circumstances) => Card.Decide(state, this, circumstances);

    public Refused ClaimedBy(string key) => key == Number.ClaimKey
        ? Card.NumberClaimed(Number, isStockNumber: false)
        : new Refused(Refusal.ReceiptPresented, "receipt");
}

/// <summary>Shows a further receipt for a guest card. The receipt is its own request id, as of an accrual.</summary>
/// <param name="Number">The guest card's number.</param>
/// <param name="Receipt">The receipt.</param>
[GenerateSerializer, Immutable, Alias("loyalty.PresentReceipt")]
public sealed record PresentReceipt([property: Id(0)] CardNumber Number, [property: Id(1)] Receipt Receipt)
    : ICardCommand
{
    public Identity IdentityOn(CardId cardId, Circumstances circumstances) =>
        Card.PresentationOf(cardId, Receipt, circumstances.Rules.Rules);

    public Decision Decide(CardState state, Circumstances circumstances) => Card.Decide(state, this, circumstances);

    /// <summary>A receipt that was shown for another guest card says no more than that.</summary>
    public Refused ConflictIn(MeaningField difference) => difference == MeaningField.Card
        ? new Refused(Refusal.ReceiptPresented, "receipt")
        : new Refused(Refusal.ReceiptConflict, AccruePoints.FieldOf(difference));
}

public static partial class Card
{
    /// <summary>The most receipts that one guest card holds.</summary>
    public const int MaxGuestReceipts = 50;

    /// <summary>What a receipt's presentation is known by.</summary>
    public static Identity PresentationOf(CardId cardId, Receipt receipt, ProgramRules rules) => new(
        receipt.PresentationKey(rules.NumbersRestartPerTill),
        ReceiptMeaning.OfPresentation(cardId, receipt, rules.NumbersRestartPerTill));

    /// <summary>
    /// Issues the guest card, which answers, and presents its receipt, in one commit. It is found among the day's
    /// guests until it is claimed or closed.
    /// </summary>
    public static Decision Decide(CardState state, IssueGuestCard command, Circumstances circumstances)
    {
        if (state.IsIssued) return new Refused(Refusal.RequestConflict, "request_id");
        var (rules, today) = (circumstances.Rules.Rules, circumstances.Today);
        if (CheckDate(command.Receipt, rules, today) is { } refused) return refused;

        var booking = new Booking(state, circumstances, command.IdentityOn(state.CardId, circumstances));
        booking.Append(
            booking.Blank(EntryKind.Issue) with
            {
                CardNumber = command.Number, Change = new CardChange(CardType.Guest, null, 0, "", false),
            },
            state with { IssueDate = today });
        var presentation = PresentationOf(state.CardId, command.Receipt, rules);
        var further = new FurtherIdentity(presentation, booking.NextReference);
        booking.Append(Presentation(booking, command.Receipt, presentation));
        return booking.ToCommit(command.Number.ClaimKey) with
        {
            FurtherIdentities = [further], Holds = Holdings.Between(state, booking.State),
        };
    }

    /// <summary>The receipt is kept, whole, until the guest is claimed.</summary>
    public static Decision Decide(CardState state, PresentReceipt command, Circumstances circumstances)
    {
        var rules = circumstances.Rules.Rules;
        var refused = CheckGuest(state, command.Number, circumstances)
            ?? CheckDate(command.Receipt, rules, circumstances.Today);
        if (refused is not null) return refused;
        if (state.Seq > MaxGuestReceipts)
            return new Refused(Refusal.GuestFull, "guest_number").With("max_receipts", Invariant(MaxGuestReceipts));

        var presentation = PresentationOf(state.CardId, command.Receipt, rules);
        var booking = new Booking(state, circumstances, presentation);
        booking.Append(Presentation(booking, command.Receipt, presentation));
        return booking.ToCommit();
    }

    /// <summary>
    /// Whether a guest card can still hold and be claimed, in this order: it is there, it is one, it hasn't ended, its
    /// day isn't over.
    /// </summary>
    private static Refused? CheckGuest(CardState state, CardNumber presented, Circumstances circumstances)
    {
        if (!IsOf(state, presented))
            return new Refused(Refusal.CardUnknown, "guest_number").With("card_number", presented.Masked);
        if (state.Life.Type != CardType.Guest) return new Refused(Refusal.CardIsNoGuest, "guest_number");
        if (state.Life.CancelDate is not null)
            return Explain(Refusal.CardCancelled, state, presented, circumstances.Caller) with
            {
                Field = "guest_number",
            };
        return state.IssueDate == circumstances.Today
            ? null
            : new Refused(Refusal.GuestExpired, "guest_number")
                .With("issue_date", state.IssueDate.ToString("O"))
                .With("today", circumstances.Today.ToString("O"));
    }

    private static LedgerEntry Presentation(Booking booking, Receipt receipt, Identity identity) =>
        booking.Blank(EntryKind.Presentation) with
        {
            IdentityKey = identity.Key,
            BusinessDate = receipt.BusinessDate,
            Receipt = receipt.Reference,
            Content = new ReceiptContent(receipt.Lines, receipt.Tenders),
        };
}
