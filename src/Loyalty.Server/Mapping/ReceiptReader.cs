using System.Collections.Immutable;
using Google.Type;
using Loyalty.Domain;
using Loyalty.Domain.Receipts;
using Loyalty.Grains;

namespace Loyalty.Server.Mapping;

/// <summary>Reads a receipt from the wire.</summary>
internal static class ReceiptReader
{
    /// <summary>Reads all of it and adds what is wrong; without a refusal it is a well-formed receipt.</summary>
    /// <returns>Null if parts are missing.</returns>
    public static Receipt? Read(
        V1.Receipt? receipt, Caller caller, LoyaltyProgram program, ref RequestValidator refusals)
    {
        refusals.Add(CheckParts(receipt));
        if (receipt is null || refusals.Refused?.Reason == Refusal.FieldMalformed) return null;

        var read = Read(receipt, program.Rules.Currency, ref refusals);
        refusals.Add(ReceiptValidator.Check(read, caller, program.Rules, program.Calendar));
        return read;
    }

    /// <summary>Whether all that must be there is there and is what it says.</summary>
    private static Refused? CheckParts(V1.Receipt? receipt)
    {
        if (receipt is null) return Malformed("receipt");
        if (!DateMapping.TryRead(receipt.BusinessDate, out _)) return Malformed("receipt.business_date");
        if (receipt.SaleTime is { } time && !DateMapping.TryRead(time, out _)) return Malformed("receipt.sale_time");
        if (receipt.Total is null) return Malformed("receipt.total");
        if (receipt.Lines.Count > Receipt.MaxLines) return Malformed("receipt.lines");
        if (receipt.Tenders.Count > Receipt.MaxLines) return Malformed("receipt.tenders");
        return null;
    }

    private static Receipt Read(V1.Receipt receipt, Currency currency, ref RequestValidator refusals)
    {
        DateMapping.TryRead(receipt.BusinessDate, out var businessDate);
        DateTimeOffset? time = null;
        if (receipt.SaleTime is not null && DateMapping.TryRead(receipt.SaleTime, out var saleTime)) time = saleTime;

        var lines = ImmutableArray.CreateBuilder<ReceiptLine>(receipt.Lines.Count);
        foreach (var line in receipt.Lines)
        {
            var amount = Amount(line.Amount, receipt.Total, "receipt.lines", currency, ref refusals);
            lines.Add(new ReceiptLine(line.Product, line.Category, line.QuantityMilli, amount));
        }

        var tenders = ImmutableArray.CreateBuilder<Domain.Receipts.Tender>(receipt.Tenders.Count);
        foreach (var tender in receipt.Tenders)
        {
            var amount = Amount(tender.Amount, receipt.Total, "receipt.tenders", currency, ref refusals);
            tenders.Add(new Domain.Receipts.Tender(tender.Kind, amount));
        }

        var total = Amount(receipt.Total, receipt.Total, "receipt.total", currency, ref refusals);
        if (receipt.TotalDecimal.Length > 0)
            refusals.Add(MoneyMapping.CheckDecimal(receipt.TotalDecimal, total, currency));
        return new Receipt(
            Text.Narrow(receipt.Store), Text.Narrow(receipt.Till), Text.Narrow(receipt.Number), businessDate, time,
            receipt.Channel, total,
            receipt.Total.CurrencyCode, lines.MoveToImmutable(), tenders.MoveToImmutable());
    }

    private static long Amount(
        Money? money, Money total, string field, Currency currency, ref RequestValidator refusals)
    {
        if (money is null)
        {
            refusals.Add(Malformed(field));
            return 0;
        }

        if (money.CurrencyCode != total.CurrencyCode) refusals.Add(Refusal.CurrencyMismatch, field);
        refusals.Add(MoneyMapping.ReadMinor(money, currency, out var minor), field);
        return minor;
    }

    private static Refused Malformed(string field) => new(Refusal.FieldMalformed, field);
}
