using System.Globalization;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Server.Mapping;

/// <summary>
/// Says in plain English what an entry was: the one place that does. Numbers are masked, and there is nothing of the
/// member in it.
/// </summary>
internal static class EntrySummary
{
    /// <param name="entry">The entry.</param>
    /// <param name="currency">The program's, in which fees are.</param>
    /// <param name="withReason">Whether the reason may be told.</param>
    public static string Of(LedgerEntry entry, Currency currency, bool withReason)
    {
        var sentences = new List<string> { What(entry, currency) };
        sentences.AddRange(entry.LotEffects.Select(Effect));
        if (Debt(entry) is { } debt) sentences.Add(debt);
        if (withReason && Reason(entry) is { Length: > 0 } reason) sentences.Add($"Reason: {reason}.");
        sentences.Add(Who(entry));
        return string.Join(' ', sentences);
    }

    private static string What(LedgerEntry entry, Currency currency) => entry.Kind switch
    {
        EntryKind.Issue when IsImported(entry) => $"Issued by an old system{Type(entry)}{Number(entry)}{Term(entry)}.",
        EntryKind.Issue => $"Issued{Type(entry)}{Number(entry)}{Term(entry)}, "
            + $"{IssuePrice(entry, currency)}.",
        EntryKind.Accrual => $"{Receipt(entry, "Receipt")} earned {Points(entry.Points)}{Grants(entry)}.",
        EntryKind.Expiry => $"{Points(-entry.Points)} expired.",
        EntryKind.LossReport => "Reported lost.",
        EntryKind.LossClearance => "Found: no longer reported lost.",
        EntryKind.Replacement =>
            $"Replaced: the number is now {entry.CardNumber}{Term(entry)}, {Fee(entry, currency)}.",
        EntryKind.Renewal => $"Renewed{Term(entry, ", without an end")}, {Fee(entry, currency)}.",
        EntryKind.Suspension => "Suspended.",
        EntryKind.Resumption => "Resumed.",
        EntryKind.Cancellation when IsOfMerge(entry) =>
            "Cancelled for good: its member was merged into one who has another card of its type.",
        EntryKind.Cancellation => "Cancelled for good.",
        EntryKind.MemberLink when IsOfMerge(entry) => "Became the card of the member into whom its own was merged.",
        EntryKind.MemberLink => "Became a member's card.",
        EntryKind.MemberUnlink => "Is nobody's card any more.",
        EntryKind.TransferOut when entry.Points > 0 =>
            $"Passed a debt of {Points(entry.Points)} on to {Counterpart(entry)}.",
        EntryKind.TransferOut => $"Transferred {Points(-entry.Points)} to {Counterpart(entry)}.",
        EntryKind.TransferIn when entry.Points < 0 =>
            $"Received a debt of {Points(-entry.Points)} from {Counterpart(entry)}.",
        EntryKind.TransferIn => $"Transferred {Points(entry.Points)} from {Counterpart(entry)}.",
        EntryKind.OpeningBalance => $"Imported from an old system{Type(entry)}{Number(entry)}{Term(entry)}, with "
            + $"{(entry.Points < 0 ? $"a debt of {Points(-entry.Points)}" : Points(entry.Points))}{Source(entry)}.",
        EntryKind.Presentation => $"{Receipt(entry, "Receipt")} was shown, for no points.",
        EntryKind.GuestClaim => entry.Counterpart is { } card
            ? Invariant($"Guest card claimed: its receipts went to card {card.CardId} (entry {card.Seq}).")
            : "Guest card claimed.",
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, null),
    };

    /// <summary>An issue that no request of its own is known for came along with an opening entry.</summary>
    private static bool IsImported(LedgerEntry entry) => entry.IdempotencyKey.Length == 0;

    /// <summary>A desk's link has no reason, and its cancellation names no member.</summary>
    private static bool IsOfMerge(LedgerEntry entry) =>
        entry.Change is { MemberId: not null, Reason.Length: > 0 };

    /// <summary>That of a merge names a member; its words say it without.</summary>
    private static string? Reason(LedgerEntry entry) => IsOfMerge(entry) ? null : entry.Change?.Reason;

    private static string Type(LedgerEntry entry) => entry.Change?.Type switch
    {
        CardType.OneYear => " as a one-year card",
        CardType.LongTerm => " as a long-term card",
        CardType.Digital => " as a digital card",
        CardType.Guest => " as a guest card",
        null => "",
        var type => throw new ArgumentOutOfRangeException(nameof(entry), type, null),
    };

    private static string Number(LedgerEntry entry) =>
        entry.CardNumber is { } number ? $" with number {number}" : "";

    private static string Source(LedgerEntry entry) =>
        entry.Change?.Source is { Length: > 0 } source ? $" ({source})" : "";

    private static string Counterpart(LedgerEntry entry) => entry.Counterpart is { } other
        ? Invariant($"another card of the same member (entry {other.Seq} of card {other.CardId})")
        : "another card of the same member";

    private static string Term(LedgerEntry entry, string otherwise = "") =>
        entry.Change?.TermEndDate is { } end ? $", good until {end:O}" : otherwise;

    private static string IssuePrice(LedgerEntry entry, Currency currency) => entry.Receipt is null
        ? Fee(entry, currency)
        : $"for {Receipt(entry, "receipt")}{(entry.Change?.IsReceiptSurrendered == true ? ", surrendered" : "")}";

    private static string Fee(LedgerEntry entry, Currency currency) =>
        entry.Change is { FeeMinor: > 0 } change ? $"for {Money(change.FeeMinor, currency)}" : "for free";

    private static string Receipt(LedgerEntry entry, string word) => entry.Receipt is { } receipt
        ? $"{word} {receipt.Number} of store {receipt.Store}{(receipt.Till.Length > 0 ? $", till {receipt.Till}" : "")}"
            + $", of {receipt.BusinessDate:O} over {Money(receipt.TotalMinor, new Currency(receipt.Currency))}"
        : $"{word} unknown";

    /// <summary>Why these points, where it isn't for the receipt alone.</summary>
    private static string Grants(LedgerEntry entry) => entry.Grants.Length < 2
        ? ""
        : Invariant($" ({string.Join(", ", entry.Grants.Select(grant => Invariant($"{grant.Rule} {grant.Points}")))})");

    private static string Effect(LotEffect effect)
    {
        var lot = effect.ExpiryDate is { } date ? $"the lot until {date:O}" : "the lot without an end";
        return effect.Points < 0
            ? $"{Points(-effect.Points)} left {lot}."
            : $"{Points(effect.Points)} went into {lot}.";
    }

    /// <summary>
    /// Describes the points that no lot has: debt that was paid or made; null where the debt comes from an old system
    /// or goes to another card, for that is said already.
    /// </summary>
    private static string? Debt(LedgerEntry entry)
    {
        if (entry.Kind is EntryKind.OpeningBalance or EntryKind.TransferOut) return null;
        var paid = entry.Points;
        foreach (var effect in entry.LotEffects) paid -= effect.Points;
        if (paid == 0) return null;
        if (paid < 0) return $"{Points(-paid)} became debt.";
        return entry.Kind == EntryKind.Cancellation
            ? $"A debt of {Points(paid)} was written off."
            : $"{Points(paid)} paid debt.";
    }

    private static string Who(LedgerEntry entry)
    {
        var caller = entry.Caller;
        var who = caller.Kind switch
        {
            CallerKind.Till => $"at till {caller.Name}",
            CallerKind.Desk => $"at desk {caller.Name}",
            CallerKind.Supervisor => $"by supervisor {caller.Name}",
            CallerKind.Partner => $"by partner {caller.Name}",
            CallerKind.BackOffice => $"by the back office ({caller.Name})",
            var kind => throw new ArgumentOutOfRangeException(nameof(entry), kind, null),
        };
        if (caller.Store.Length > 0) who += $" of store {caller.Store}";
        if (caller.Mall.Length > 0) who += $" in mall {caller.Mall}";
        if (caller.Operator.Length > 0) who += $", operator {caller.Operator}";
        var isAlong = entry.Kind == EntryKind.Expiry && entry.IdempotencyKey.Length == 0;
        return isAlong ? $"Posted along {who}." : $"{char.ToUpperInvariant(who[0])}{who[1..]}.";
    }

    private static string Points(long points) => points switch
    {
        0 => "no points",
        1 => "1 point",
        _ => Invariant($"{points} points"),
    };

    private static string Money(long minor, Currency currency)
    {
        var decimals = currency.MinorUnitsPerMajor.ToString(CultureInfo.InvariantCulture).Length - 1;
        var amount = (decimal)minor / currency.MinorUnitsPerMajor;
        return $"{amount.ToString($"F{decimals}", CultureInfo.InvariantCulture)} {currency.Code}";
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
