using System.Globalization;
using Loyalty.Domain.Cards;

namespace Loyalty.Domain.Entries;

/// <summary>Phrases of which the sentences about entries are made.</summary>
internal static class EntryPhrases
{
    public static string Type(LedgerEntry entry) => entry.Change?.Type switch
    {
        CardType.OneYear => " as a one-year card",
        CardType.LongTerm => " as a long-term card",
        CardType.Digital => " as a digital card",
        CardType.Guest => " as a guest card",
        null => "",
        var type => throw new ArgumentOutOfRangeException(nameof(entry), type, null),
    };

    /// <summary>The number that it put on the card, masked.</summary>
    public static string Number(LedgerEntry entry) => entry.CardNumber is { } number ? $" with number {number}" : "";

    public static string Source(LedgerEntry entry) =>
        entry.Change?.Source is { Length: > 0 } source ? $" ({source})" : "";

    public static string Counterpart(LedgerEntry entry) => entry.Counterpart is { } other
        ? Invariant($"another card of the same member (entry {other.Seq} of card {other.CardId})")
        : "another card of the same member";

    public static string Term(LedgerEntry entry, string otherwise = "") =>
        entry.Change?.TermEndDate is { } end ? $", good until {end:O}" : otherwise;

    public static string IssuePrice(LedgerEntry entry, Currency currency) => entry.Receipt is null
        ? Fee(entry, currency)
        : $"for {Receipt(entry, "receipt")}{(entry.Change?.IsReceiptSurrendered == true ? ", surrendered" : "")}";

    public static string Fee(LedgerEntry entry, Currency currency) =>
        entry.Change is { FeeMinor: > 0 } change ? $"for {Money(change.FeeMinor, currency)}" : "for free";

    public static string Receipt(LedgerEntry entry, string word) => entry.Receipt is { } receipt
        ? $"{word} {receipt.Number} of store {receipt.Store}{(receipt.Till.Length > 0 ? $", till {receipt.Till}" : "")}"
            + $", of {receipt.BusinessDate:O} over {Money(receipt.TotalMinor, new Currency(receipt.Currency))}"
        : $"{word} unknown";

    /// <summary>The rules that gave these points, where it wasn't for the receipt alone.</summary>
    public static string Grants(LedgerEntry entry) => entry.Grants.Length < 2
        ? ""
        : Invariant($" ({string.Join(", ", entry.Grants.Select(grant => Invariant($"{grant.Rule} {grant.Points}")))})");

    public static string Points(long points) => points switch
    {
        0 => "no points",
        1 => "1 point",
        _ => Invariant($"{points} points"),
    };

    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Money(long minor, Currency currency)
    {
        var decimals = currency.MinorUnitsPerMajor.ToString(CultureInfo.InvariantCulture).Length - 1;
        var amount = (decimal)minor / currency.MinorUnitsPerMajor;
        return $"{amount.ToString($"F{decimals}", CultureInfo.InvariantCulture)} {currency.Code}";
    }
}
