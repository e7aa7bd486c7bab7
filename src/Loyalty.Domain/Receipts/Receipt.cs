using System.Collections.Immutable;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Receipts;

/// <summary>A store's receipt, with amounts in minor units of its currency.</summary>
/// <param name="Store">The store; part of its idempotency key.</param>
/// <param name="Till">The till, may be empty; part of its idempotency key where numbers restart per till.</param>
/// <param name="Number">As printed; part of its idempotency key.</param>
/// <param name="BusinessDate">The mall's date; part of its idempotency key.</param>
/// <param name="Time">When it was printed, if the till says so; not part of its fingerprint.</param>
/// <param name="Channel">How the sale was made ("till", "online"), may be empty; not part of its fingerprint.</param>
/// <param name="TotalMinor">The amount paid in all.</param>
/// <param name="Currency">Its currency, as sent.</param>
/// <param name="Lines">The articles; empty if the till sends no lines, else it sums up to the total.</param>
/// <param name="Tenders">How it was paid; empty if the till doesn't say, else it sums up to the total.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Receipt")]
public sealed record Receipt(
    [property: Id(0)] string Store,
    [property: Id(1)] string Till,
    [property: Id(2)] string Number,
    [property: Id(3)] DateOnly BusinessDate,
    [property: Id(4)] DateTimeOffset? Time,
    [property: Id(5)] string Channel,
    [property: Id(6)] long TotalMinor,
    [property: Id(7)] string Currency,
    [property: Id(8)] ImmutableArray<ReceiptLine> Lines,
    [property: Id(9)] ImmutableArray<Tender> Tenders)
{
    /// <summary>The most lines, and the most tenders, that one receipt may have.</summary>
    public const int MaxLines = 2_000;

    /// <summary>The idempotency key of its one accrual, across every card, channel and caller.</summary>
    public string AccrualKey(bool numbersRestartPerTill) =>
        Reference.KeyOf("accrual", numbersRestartPerTill);

    /// <summary>The unique key of the one card that it issues.</summary>
    public string IssueKey(bool numbersRestartPerTill) =>
        Reference.KeyOf("issue", numbersRestartPerTill);

    /// <summary>The key under which it is presented, with one guest card.</summary>
    public string PresentationKey(bool numbersRestartPerTill) =>
        Reference.KeyOf("presentation", numbersRestartPerTill);

    public ReceiptReference Reference => new(Store, Till, Number, BusinessDate, TotalMinor, Currency);
}

/// <summary>A line of a receipt.</summary>
/// <param name="Product">The product's code, may be empty.</param>
/// <param name="Category">Its category, may be empty; rules match it.</param>
/// <param name="QuantityMilli">Thousandths of a unit, so that weighed goods are exact.</param>
/// <param name="AmountMinor">The line's total after its discounts; negative for a discount or returned goods.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ReceiptLine")]
public sealed record ReceiptLine(
    [property: Id(0)] string Product,
    [property: Id(1)] string Category,
    [property: Id(2)] long QuantityMilli,
    [property: Id(3)] long AmountMinor)
{
    internal void Write(CanonicalWriter writer)
    {
        writer.Text(Product);
        writer.Text(Category);
        writer.Number(QuantityMilli);
        writer.Number(AmountMinor);
    }
}

/// <summary>One means by which a receipt was paid.</summary>
/// <param name="Kind">Such as "cash", "card", "gift-card"; rules match it.</param>
/// <param name="AmountMinor">The amount paid with it; negative for change given back.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Tender")]
public sealed record Tender([property: Id(0)] string Kind, [property: Id(1)] long AmountMinor)
{
    internal void Write(CanonicalWriter writer)
    {
        writer.Text(Kind);
        writer.Number(AmountMinor);
    }
}
