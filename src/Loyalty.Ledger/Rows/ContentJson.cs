using System.Text.Json.Serialization;
using Loyalty.Domain.Receipts;

namespace Loyalty.Ledger.Rows;

/// <summary>
/// The part of <c>entries.detail</c> for a presented receipt beside its reference; empty parts are left out.
/// </summary>
internal sealed record ContentJson(LineJson[]? Lines = null, TenderJson[]? Tenders = null)
{
    public static ContentJson Of(ReceiptContent content) => new(
        content.Lines.IsEmpty ? null : [.. content.Lines.Select(LineJson.Of)],
        content.Tenders.IsEmpty ? null : [.. content.Tenders.Select(TenderJson.Of)]);

    public ReceiptContent ToContent() => new(
        Lines is null ? [] : [.. Lines.Select(line => line.ToLine())],
        Tenders is null ? [] : [.. Tenders.Select(tender => tender.ToTender())]);
}

[method: JsonConstructor]
internal readonly record struct LineJson(string Product, string Category, long QuantityMilli, long AmountMinor)
{
    public static LineJson Of(ReceiptLine line) =>
        new(line.Product, line.Category, line.QuantityMilli, line.AmountMinor);

    public ReceiptLine ToLine() => new(Product, Category, QuantityMilli, AmountMinor);
}

[method: JsonConstructor]
internal readonly record struct TenderJson(string Kind, long AmountMinor)
{
    public static TenderJson Of(Tender tender) => new(tender.Kind, tender.AmountMinor);

    public Tender ToTender() => new(Kind, AmountMinor);
}
