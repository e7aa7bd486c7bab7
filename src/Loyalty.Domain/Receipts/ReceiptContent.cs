using System.Collections.Immutable;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Receipts;

/// <summary>
/// The part of a presented receipt that a later accrual needs beside its reference: whole, so that it earns by the
/// rules of then and has the fingerprint of a till's own accrual of it.
/// </summary>
/// <param name="Lines">The articles, as of <see cref="Receipt"/>.</param>
/// <param name="Tenders">How it was paid, as of <see cref="Receipt"/>.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ReceiptContent")]
public sealed record ReceiptContent(
    [property: Id(0)] ImmutableArray<ReceiptLine> Lines, [property: Id(1)] ImmutableArray<Tender> Tenders)
{
    /// <summary>The receipt that an entry presented.</summary>
    /// <exception cref="ArgumentException">It presented none.</exception>
    public static Receipt Of(LedgerEntry entry) => entry is { Receipt: { } reference, Content: { } content }
        ? new Receipt(
            reference.Store, reference.Till, reference.Number, reference.BusinessDate, null, "", reference.TotalMinor,
            reference.Currency, content.Lines, content.Tenders)
        : throw new ArgumentException("It presents no receipt.", nameof(entry));
}
