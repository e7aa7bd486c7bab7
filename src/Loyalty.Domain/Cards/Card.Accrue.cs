using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Cards;

/// <summary>Accrues the points of a receipt.</summary>
/// <param name="Number">The presented card number.</param>
/// <param name="Receipt">The receipt.</param>
[GenerateSerializer, Immutable, Alias("loyalty.AccruePoints")]
public sealed record AccruePoints([property: Id(0)] CardNumber Number, [property: Id(1)] Receipt Receipt)
    : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "accrue",
        CallerRight.PostReceipts,
        new EntryDescriptor(
            EntryKind.Accrual,
            static (entry, _) => $"{EntryPhrases.Receipt(entry, "Receipt")} earned "
                + $"{EntryPhrases.Points(entry.Points)}{EntryPhrases.Grants(entry)}.")
        {
            Points = EntryPoints.Any,
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Lost | CardFacts.Suspended | CardFacts.Expired,
        FitsFingerprint = static (entry, _, used) => Fits(entry, used),
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) =>
        Card.IdempotencyKeyOf(cardId, this, context.Rules.Rules);

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    /// <summary>A receipt that stands on another card says no more than that.</summary>
    public Refused ConflictIn(FingerprintField difference) => difference == FingerprintField.Card
        ? new Refused(Refusal.ReceiptAlreadyUsed, "receipt")
        : new Refused(Refusal.ReceiptConflict, FieldOf(difference));

    /// <summary>
    /// A receipt's lines and tenders aren't kept: their part of the fingerprint, and the digest of the whole where
    /// there are any, is beyond proof. So is that of an accrual without a receipt, which is a finding by itself.
    /// </summary>
    private static bool Fits(LedgerEntry entry, Fingerprint used)
    {
        if (entry.Receipt is not { } reference) return true;
        var receipt = new Receipt(
            reference.Store, reference.Till, reference.Number, reference.BusinessDate, null, "", reference.TotalMinor,
            reference.Currency, [], []);
        var perTill = entry.IdempotencyKey == receipt.AccrualKey(numbersRestartPerTill: true);
        return used.Extends(ReceiptFingerprint.OfAccrual(entry.CardId, receipt, perTill));
    }

    /// <summary>The field that is at fault; of a receipt's key, in which two that are compared can't differ, all.
    /// </summary>
    internal static string FieldOf(FingerprintField difference) => difference switch
    {
        FingerprintField.Currency => "receipt.total.currency_code",
        FingerprintField.Total => "receipt.total",
        FingerprintField.Lines => "receipt.lines",
        FingerprintField.Tenders => "receipt.tenders",
        FingerprintField.Command or FingerprintField.Card or FingerprintField.Store or FingerprintField.Till
            or FingerprintField.BusinessDate or FingerprintField.Number => "receipt",
        _ => throw new ArgumentOutOfRangeException(nameof(difference), difference, null),
    };
}

public static partial class Card
{
    /// <summary>Returns the accrual's idempotency key, made of its receipt.</summary>
    public static IdempotencyKey IdempotencyKeyOf(CardId cardId, AccruePoints command, ProgramRules rules) => new(
        command.Receipt.AccrualKey(rules.NumbersRestartPerTill),
        ReceiptFingerprint.OfAccrual(cardId, command.Receipt, rules.NumbersRestartPerTill));

    /// <summary>
    /// Accrues the points of a receipt that <see cref="ReceiptValidator"/> has passed. Steps: (1) the card's
    /// head; (2) the receipt's date; (3) what the rules give; (4) expiries due are posted, and what is left must
    /// have room for it; (5) debt is paid first; (6) the rest goes into the lot of its expiry date. A receipt too
    /// small to earn is recorded with 0 points.
    /// </summary>
    public static Decision Decide(CardState state, AccruePoints command, DecisionContext context)
    {
        var receipt = command.Receipt;
        var rules = context.Rules.Rules;
        var facts = state.FactsOn(context.Today, command.Number);
        if (WasSoldBeforeLoss(state, receipt, context)) facts &= ~CardFacts.Lost;
        var refused = Check(AccruePoints.Verb, facts, state, command.Number, context)
            ?? CheckDate(receipt, rules, context.Today);
        if (refused is not null) return refused;

        var posting = new Posting(state, context, IdempotencyKeyOf(state.CardId, command, rules));
        posting.PostExpiries();
        return Accrue(posting, posting.Blank(EntryKind.Accrual), receipt, context) is { } tooLarge
            ? tooLarge
            : posting.ToCommit();
    }

    /// <summary>Posts what a receipt earns now.</summary>
    /// <param name="posting">Of the card; what is due is posted.</param>
    /// <param name="blank">The entry, without what the receipt makes of it.</param>
    /// <param name="receipt">The receipt.</param>
    /// <param name="context">The rules and the day.</param>
    /// <returns>Why nothing was posted; null if it was.</returns>
    private static Refused? Accrue(
        Posting posting, LedgerEntry blank, Receipt receipt, DecisionContext context)
    {
        var rules = context.Rules.Rules;
        var earned = Earn(posting.State, receipt, rules);
        if (earned.Points > ProgramRules.MaxBalance - posting.State.Balance)
            return new Refused(Refusal.BalanceTooLarge).With("max_balance", Invariant(ProgramRules.MaxBalance));

        var repaid = Math.Min(earned.Points, posting.State.Debt);
        var kept = earned.Points - repaid;
        var expiryDate = rules.Expiry.LastDateFor(receipt.BusinessDate);
        posting.Append(
            blank with
            {
                Points = earned.Points,
                LotEffects = kept == 0 ? [] : [new LotEffect(expiryDate, kept)],
                BusinessDate = receipt.BusinessDate,
                Receipt = receipt.Reference,
                Grants = earned.Grants,
            },
            posting.State with
            {
                Balance = posting.State.Balance + earned.Points,
                Debt = posting.State.Debt - repaid,
                Lots = Put(posting.State.Lots, expiryDate, kept),
                RemainderMinor = earned.RemainderMinor,
                DayPoints = Count(posting.State.DayPoints, receipt, rules, earned.Points, context.Today),
            });
        return null;
    }

    /// <summary>Computes the points that the receipt would earn on this card now.</summary>
    public static Earned Earn(CardState state, Receipt receipt, ProgramRules rules)
    {
        var earnedThatDay = 0L;
        foreach (var day in state.DayPoints)
            if (day.Date == receipt.BusinessDate) earnedThatDay = day.Points;
        return Earning.Compute(rules, receipt, state.RemainderMinor, earnedThatDay);
    }

    /// <summary>
    /// Whether the receipt comes from a till that didn't know of the loss yet: its own time lies before the loss, and
    /// it comes in within the window after it.
    /// </summary>
    private static bool WasSoldBeforeLoss(CardState state, Receipt receipt, DecisionContext context) =>
        state.Life.LostTime is { } lost
        && receipt.Time < lost
        && receipt.Time <= context.Now
        && context.Now - lost <= context.CardRules.OfflineWindow;

    private static Refused? CheckDate(Receipt receipt, ProgramRules rules, DateOnly today)
    {
        if (receipt.BusinessDate > today)
            return new Refused(Refusal.ReceiptInFuture, "receipt.business_date").With("today", today.ToString("O"));
        var age = today.DayNumber - receipt.BusinessDate.DayNumber;
        return rules.ReceiptMaxAgeDays == 0 || age <= rules.ReceiptMaxAgeDays
            ? null
            : new Refused(Refusal.ReceiptTooOld, "receipt.business_date")
                .With("today", today.ToString("O"))
                .With("max_age_days", Invariant(rules.ReceiptMaxAgeDays));
    }

    private static ImmutableArray<Lot> Put(ImmutableArray<Lot> lots, DateOnly? expiryDate, long points)
    {
        if (points == 0) return lots;
        var at = 0;
        while (at < lots.Length && SoonestFirst(lots[at].ExpiryDate, expiryDate) < 0) at++;
        return at < lots.Length && lots[at].ExpiryDate == expiryDate
            ? lots.SetItem(at, new Lot(expiryDate, lots[at].Granted + points, lots[at].Remaining + points))
            : lots.Insert(at, new Lot(expiryDate, points, points));
    }

    /// <summary>Orders expiry dates; never comes after the last date there is.</summary>
    private static int SoonestFirst(DateOnly? left, DateOnly? right) =>
        left is null || right is null ? (left is null).CompareTo(right is null) : left.Value.CompareTo(right.Value);

    /// <summary>Adds to the receipt's day and drops the days of which no receipt can come any more.</summary>
    private static ImmutableArray<DayPoints> Count(
        ImmutableArray<DayPoints> days, Receipt receipt, ProgramRules rules, long points, DateOnly today)
    {
        if (rules.MaxPointsPerDay == 0) return [];
        var counted = points;
        var kept = ImmutableArray.CreateBuilder<DayPoints>();
        foreach (var day in days)
        {
            if (day.Date == receipt.BusinessDate) counted += day.Points;
            else if (today.DayNumber - day.Date.DayNumber <= rules.ReceiptMaxAgeDays) kept.Add(day);
        }

        kept.Add(new DayPoints(receipt.BusinessDate, counted));
        return kept.ToImmutable();
    }
}
