using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Cards;

/// <summary>Issues a card: against a receipt for free, else for the fee.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">A fresh number, which a repeat may change, or the one that was scanned.</param>
[GenerateSerializer, Immutable, Alias("loyalty.IssueCard")]
public sealed record IssueCard([property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number) : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "issue-card",
        CallerRight.ServeCustomers,
        new EntryDescriptor(EntryKind.Issue, static (entry, currency) => ImportCard.WroteIssue(entry)
            ? $"Issued by an old system{EntryPhrases.Type(entry)}{EntryPhrases.Number(entry)}"
                + $"{EntryPhrases.Term(entry)}."
            : $"Issued{EntryPhrases.Type(entry)}{EntryPhrases.Number(entry)}{EntryPhrases.Term(entry)}, "
                + $"{EntryPhrases.IssuePrice(entry, currency)}.")
        {
            After = static (life, entry, _) => entry.Change is { } change
                ? life with
                {
                    Type = change.Type ?? life.Type, TermEndDate = change.TermEndDate, MemberId = change.MemberId,
                }
                : life,
        })
    {
        FitsFingerprint = static (entry, _, used) => entry.Change?.Type != CardType.Guest && Fits(entry, used),
    };

    CardVerb ICardCommand.Verb => Verb;

    /// <summary>The type asked for; null for the mall's usual one.</summary>
    [Id(2)]
    public CardType? Type { get; init; }

    /// <summary>The same-day receipt that it is issued against; null means for the fee.</summary>
    [Id(3)]
    public Receipt? Receipt { get; init; }

    /// <summary>Whether the customer gives the receipt away for it.</summary>
    [Id(4)]
    public bool IsReceiptSurrendered { get; init; }

    /// <summary>Whether the number is a pre-printed one, which stands in a registered range.</summary>
    [Id(5)]
    public bool IsStockNumber { get; init; }

    /// <summary>The member whose card it is from the start; null if nobody's.</summary>
    [Id(6)]
    public MemberId? MemberId { get; init; }

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) =>
        Card.IdempotencyKeyOf(this, context.Caller);

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    public Refused KeyAlreadyUsed(string key) => key == Number.UniqueKey
        ? Card.NumberAlreadyUsed(Number, IsStockNumber)
        : ExclusiveSlots.IsMemberSlot(key)
            ? new Refused(Refusal.MemberHasCard, "member_id")
            : new Refused(Refusal.ReceiptHasIssued, "receipt");

    /// <summary>Whether type and number were asked for isn't kept: what was left open is no part of the fingerprint.
    /// </summary>
    private static bool Fits(LedgerEntry entry, Fingerprint used)
    {
        var surrendered = entry.Change?.IsReceiptSurrendered ?? false;
        foreach (var type in new[] { null, entry.Change?.Type })
            foreach (var number in new[] { null, entry.CardNumber })
                if (used.Equals(Of(type, number))) return true;
        return false;

        Fingerprint Of(CardType? type, CardNumber? number) => CardFingerprint.OfIssue(
            type, number, entry.Receipt, surrendered, entry.Change?.MemberId);
    }
}

public static partial class Card
{
    /// <summary>Returns the request's idempotency key.</summary>
    public static IdempotencyKey IdempotencyKeyOf(IssueCard command, Caller caller) => IdempotencyKey.OfRequest(
        caller,
        command.RequestId,
        CardFingerprint.OfIssue(
            command.Type,
            command.IsStockNumber ? command.Number : null,
            command.Receipt?.Reference,
            command.IsReceiptSurrendered,
            command.MemberId));

    /// <summary>
    /// Issues the card: its first entry, of 0 points, with the number's unique key, and the receipt, so that one
    /// receipt issues one card, and the member's one exclusive slot for a card of the type taken. Whether the member is
    /// there has been checked. Steps: (1) an issued card refuses with <see cref="Refusal.RequestConflict"/>; a repeated
    /// request is recognised by its idempotency key before that counts; (2) the receipt must be of today and large
    /// enough; (3) the term begins.
    /// </summary>
    public static Decision Decide(CardState state, IssueCard command, DecisionContext context)
    {
        if (state.IsIssued) return new Refused(Refusal.RequestConflict, "request_id");
        var (rules, today) = (context.CardRules, context.Today);
        if (command.Receipt is { } shown && CheckReceipt(shown, command, rules, today) is { } refused) return refused;

        var type = command.Type ?? rules.DefaultType;
        var fee = command.Receipt is null ? rules.IssueFeeMinor : 0;
        var posting = new Posting(state, context, IdempotencyKeyOf(command, context.Caller));
        posting.Append(
            posting.Blank(EntryKind.Issue) with
            {
                CardNumber = command.Number,
                Receipt = command.Receipt?.Reference,
                Change = new CardChange(type, rules.TermEnd(type, today), fee, "", command.IsReceiptSurrendered)
                {
                    MemberId = command.MemberId,
                },
            },
            state with { IssueDate = today });
        var commit = command.Receipt is { } receipt
            ? posting.ToCommit(
                command.Number.UniqueKey, receipt.IssueKey(context.Rules.Rules.NumbersRestartPerTill))
            : posting.ToCommit(command.Number.UniqueKey);
        return commit with { SlotChanges = ExclusiveSlots.Between(state, posting.State) };
    }

    /// <summary>A fresh number that was given meanwhile: the next attempt brings another. A scanned one is used up.
    /// </summary>
    internal static Refused NumberAlreadyUsed(CardNumber number, bool isStockNumber) => isStockNumber
        ? new Refused(Refusal.StockNumberUsed, "stock_number").With("stock_number", number.Masked)
        : new Refused(Refusal.LostRace);

    private static Refused? CheckReceipt(Receipt receipt, IssueCard command, CardRules rules, DateOnly today)
    {
        if (receipt.BusinessDate != today)
        {
            var refusal = receipt.BusinessDate > today ? Refusal.ReceiptInFuture : Refusal.ReceiptTooOld;
            return new Refused(refusal, "receipt.business_date")
                .With("today", today.ToString("O"))
                .With("max_age_days", "0");
        }

        var enough = command.IsReceiptSurrendered ? rules.SurrenderedIssueTotalMinor : rules.FreeIssueTotalMinor;
        return receipt.TotalMinor >= enough
            ? null
            : new Refused(Refusal.ReceiptTooSmall, "receipt.total")
                .With("min_minor_units", Invariant(enough))
                .With("fee_minor_units", Invariant(rules.IssueFeeMinor));
    }
}
