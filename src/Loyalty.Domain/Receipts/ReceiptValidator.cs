using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Receipts;

/// <summary>
/// Whether a receipt can be one at all, and this caller's, whatever the card and the day. The edge checks it before a
/// card is asked.
/// </summary>
public static class ReceiptValidator
{
    /// <summary>
    /// Checks, in this order: texts, that the till is there where it is part of the receipt's key, currency, total,
    /// each line's and tender's amount, their sums, time against business date, whose store it is.
    /// </summary>
    /// <returns>The first refusal, or null.</returns>
    public static Refused? Check(Receipt receipt, Caller caller, ProgramRules rules, MallCalendar calendar)
    {
        if (CheckTexts(receipt) is { } field) return new Refused(Refusal.FieldMalformed, field);
        if (LacksTill(receipt, rules))
        {
            return new Refused(Refusal.FieldMalformed, "receipt.till")
                .With("expected", "a till, since receipt numbers restart per till");
        }

        if (receipt.Currency != rules.Currency.Code)
        {
            return new Refused(Refusal.CurrencyMismatch, "receipt.total.currency_code")
                .With("expected", rules.Currency.Code);
        }

        if (receipt.TotalMinor <= 0) return new Refused(Refusal.AmountNotPositive, "receipt.total");
        if (IsTooLarge(receipt.TotalMinor, rules)) return TooLarge("receipt.total", rules);
        return CheckAmounts(receipt, rules) ?? CheckSums(receipt) ?? CheckTime(receipt, calendar)
            ?? CheckStore(receipt, caller);
    }

    /// <summary>
    /// Whether the till would be part of its key and isn't known: it would be another receipt than the same one with
    /// its till.
    /// </summary>
    internal static bool LacksTill(Receipt receipt, ProgramRules rules) =>
        rules.NumbersRestartPerTill && receipt.Till.Length == 0;

    private static string? CheckTexts(Receipt receipt)
    {
        if (!Text.IsIdentifier(receipt.Store)) return "receipt.store";
        if (receipt.Till.Length > 0 && !Text.IsIdentifier(receipt.Till)) return "receipt.till";
        if (!Text.IsIdentifier(receipt.Number)) return "receipt.number";
        if (!Text.IsLabel(receipt.Channel)) return "receipt.channel";
        if (receipt.Lines.Length > Receipt.MaxLines) return "receipt.lines";
        if (receipt.Tenders.Length > Receipt.MaxLines) return "receipt.tenders";
        for (var i = 0; i < receipt.Lines.Length; i++)
        {
            if (!Text.IsLabel(receipt.Lines[i].Product)) return $"receipt.lines[{i}].product";
            if (!Text.IsLabel(receipt.Lines[i].Category)) return $"receipt.lines[{i}].category";
        }

        for (var i = 0; i < receipt.Tenders.Length; i++)
            if (!Text.IsLabel(receipt.Tenders[i].Kind)) return $"receipt.tenders[{i}].kind";
        return null;
    }

    private static Refused? CheckAmounts(Receipt receipt, ProgramRules rules)
    {
        for (var i = 0; i < receipt.Lines.Length; i++)
            if (IsTooLarge(receipt.Lines[i].AmountMinor, rules)) return TooLarge($"receipt.lines[{i}].amount", rules);
        for (var i = 0; i < receipt.Tenders.Length; i++)
            if (IsTooLarge(receipt.Tenders[i].AmountMinor, rules))
                return TooLarge($"receipt.tenders[{i}].amount", rules);
        return null;
    }

    /// <summary>Amounts are bounded by now, so that their sums can't overflow.</summary>
    private static Refused? CheckSums(Receipt receipt)
    {
        if (!receipt.Lines.IsEmpty && receipt.Lines.Sum(line => line.AmountMinor) != receipt.TotalMinor)
            return new Refused(Refusal.ReceiptLinesMismatch, "receipt.lines");
        return receipt.Tenders.IsEmpty || receipt.Tenders.Sum(tender => tender.AmountMinor) == receipt.TotalMinor
            ? null
            : new Refused(Refusal.ReceiptTendersMismatch, "receipt.tenders");
    }

    /// <summary>Tills' clocks are off and nights are long: the printed time may fall a day beside the date.</summary>
    private static Refused? CheckTime(Receipt receipt, MallCalendar calendar)
    {
        if (receipt.Time is not { } time) return null;
        var days = calendar.DateOf(time).DayNumber - receipt.BusinessDate.DayNumber;
        return days is >= -1 and <= 1 ? null : new Refused(Refusal.ReceiptTimeMismatch, "receipt.sale_time");
    }

    private static Refused? CheckStore(Receipt receipt, Caller caller) =>
        caller.MayPostFor(receipt.Store)
            ? null
            : new Refused(Refusal.StoreNotCallers, "receipt.store").With("caller_store", caller.Store);

    private static bool IsTooLarge(long amountMinor, ProgramRules rules) =>
        amountMinor > rules.LargestAmountMinor || amountMinor < -rules.LargestAmountMinor;

    private static Refused TooLarge(string field, ProgramRules rules) =>
        new Refused(Refusal.AmountTooLarge, field).With("max_minor_units", rules.LargestAmountMinor.ToString(
            System.Globalization.CultureInfo.InvariantCulture));
}
