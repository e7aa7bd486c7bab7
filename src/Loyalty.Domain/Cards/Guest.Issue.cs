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
    public static CardVerb Verb { get; } = new("issue-guest-card", CallerRight.ServeCustomers, IssueCard.Verb.Entry)
    {
        // Only the command can be proven: the receipt stands on the next entry.
        FitsFingerprint = static (entry, _, used) => entry.Change?.Type == CardType.Guest
            && used.FirstDifference(Anything) is not (null or FingerprintField.Command),
    };

    private static Fingerprint Anything =>
        new Fingerprint.Builder().Add(FingerprintField.Command, "issue-guest-card").Build();

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller,
        RequestId,
        ReceiptFingerprint.OfGuestIssue(Receipt, context.Rules.Rules.NumbersRestartPerTill));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    public Refused KeyAlreadyUsed(string key) => key == Number.UniqueKey
        ? Card.NumberAlreadyUsed(Number, isStockNumber: false)
        : new Refused(Refusal.ReceiptPresented, "receipt");
}

/// <summary>Shows a further receipt for a guest card. The receipt is its own request id, as of an accrual.</summary>
/// <param name="Number">The guest card's number.</param>
/// <param name="Receipt">The receipt.</param>
[GenerateSerializer, Immutable, Alias("loyalty.PresentReceipt")]
public sealed record PresentReceipt([property: Id(0)] CardNumber Number, [property: Id(1)] Receipt Receipt)
    : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "present",
        CallerRight.ServeCustomers,
        new EntryDescriptor(
            EntryKind.Presentation,
            static (entry, _) => $"{EntryPhrases.Receipt(entry, "Receipt")} was shown, for no points."))
    {
        FitsFingerprint = static (entry, _, used) =>
            entry is not { Receipt: not null, Content: not null } || Fits(entry, used),
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) =>
        Card.PresentationOf(cardId, Receipt, context.Rules.Rules);

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    /// <summary>A receipt that was shown for another guest card says no more than that.</summary>
    public Refused ConflictIn(FingerprintField difference) => difference == FingerprintField.Card
        ? new Refused(Refusal.ReceiptPresented, "receipt")
        : new Refused(Refusal.ReceiptConflict, AccruePoints.FieldOf(difference));

    private static bool Fits(LedgerEntry entry, Fingerprint used)
    {
        var receipt = ReceiptContent.Of(entry);
        var perTill = entry.IdempotencyKey == receipt.PresentationKey(numbersRestartPerTill: true);
        return used.Equals(ReceiptFingerprint.OfPresentation(entry.CardId, receipt, perTill));
    }
}

public static partial class Card
{
    /// <summary>The most receipts that one guest card holds.</summary>
    public const int MaxGuestReceipts = 50;

    /// <summary>Returns the idempotency key of a receipt's presentation.</summary>
    public static IdempotencyKey PresentationOf(CardId cardId, Receipt receipt, ProgramRules rules) => new(
        receipt.PresentationKey(rules.NumbersRestartPerTill),
        ReceiptFingerprint.OfPresentation(cardId, receipt, rules.NumbersRestartPerTill));

    /// <summary>
    /// Issues the guest card, which answers, and presents its receipt, in one commit. It is found among the day's
    /// guests until it is claimed or closed.
    /// </summary>
    public static Decision Decide(CardState state, IssueGuestCard command, DecisionContext context)
    {
        if (state.IsIssued) return new Refused(Refusal.RequestConflict, "request_id");
        var (rules, today) = (context.Rules.Rules, context.Today);
        if (CheckDate(command.Receipt, rules, today) is { } refused) return refused;

        var posting = new Posting(state, context, command.IdempotencyKeyOn(state.CardId, context));
        posting.Append(
            posting.Blank(EntryKind.Issue) with
            {
                CardNumber = command.Number, Change = new CardChange(CardType.Guest, null, 0, "", false),
            },
            state with { IssueDate = today });
        var presentation = PresentationOf(state.CardId, command.Receipt, rules);
        var further = new FurtherKey(presentation, posting.NextReference);
        posting.Append(Presentation(posting, command.Receipt, presentation));
        return posting.ToCommit(command.Number.UniqueKey) with
        {
            FurtherKeys = [further], SlotChanges = ExclusiveSlots.Between(state, posting.State),
        };
    }

    /// <summary>The receipt is kept, whole, until the guest is claimed.</summary>
    public static Decision Decide(CardState state, PresentReceipt command, DecisionContext context)
    {
        var rules = context.Rules.Rules;
        var refused = CheckGuest(state, command.Number, context)
            ?? CheckDate(command.Receipt, rules, context.Today);
        if (refused is not null) return refused;
        if (state.Seq > MaxGuestReceipts)
            return new Refused(Refusal.GuestFull, "guest_number").With("max_receipts", Invariant(MaxGuestReceipts));

        var presentation = PresentationOf(state.CardId, command.Receipt, rules);
        var posting = new Posting(state, context, presentation);
        posting.Append(Presentation(posting, command.Receipt, presentation));
        return posting.ToCommit();
    }

    /// <summary>
    /// Whether a guest card can still hold and be claimed, in this order: it is there, it is one, it hasn't ended, its
    /// day isn't over.
    /// </summary>
    private static Refused? CheckGuest(CardState state, CardNumber presented, DecisionContext context)
    {
        if (!IsOf(state, presented))
            return new Refused(Refusal.CardUnknown, "guest_number").With("card_number", presented.Masked);
        if (state.Life.Type != CardType.Guest) return new Refused(Refusal.CardIsNoGuest, "guest_number");
        if (state.Life.CancelDate is not null)
            return Explain(Refusal.CardCancelled, state, presented, context.Caller) with
            {
                Field = "guest_number",
            };
        return state.IssueDate == context.Today
            ? null
            : new Refused(Refusal.GuestExpired, "guest_number")
                .With("issue_date", state.IssueDate.ToString("O"))
                .With("today", context.Today.ToString("O"));
    }

    private static LedgerEntry Presentation(Posting posting, Receipt receipt, IdempotencyKey idempotencyKey) =>
        posting.Blank(EntryKind.Presentation) with
        {
            IdempotencyKey = idempotencyKey.Value,
            BusinessDate = receipt.BusinessDate,
            Receipt = receipt.Reference,
            Content = new ReceiptContent(receipt.Lines, receipt.Tenders),
        };
}
