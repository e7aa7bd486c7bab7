using Loyalty.Domain.Commits;

namespace Loyalty.Domain.Receipts;

/// <summary>
/// What a receipt's accrual means: the card, the store, the till where it is part of the identity, business date,
/// number, currency, total, lines and tenders. Not the time of day, the channel or who sent it.
/// </summary>
public static class ReceiptMeaning
{
    public static Meaning OfAccrual(CardId cardId, Receipt receipt, bool numbersRestartPerTill) =>
        new Meaning.Builder()
            .Add(MeaningField.Command, "accrue")
            .Add(MeaningField.Card, cardId)
            .Add(MeaningField.Store, receipt.Store)
            .Add(MeaningField.Till, numbersRestartPerTill ? receipt.Till : "")
            .Add(MeaningField.BusinessDate, receipt.BusinessDate)
            .Add(MeaningField.Number, receipt.Number)
            .Add(MeaningField.Currency, receipt.Currency)
            .Add(MeaningField.Total, receipt.TotalMinor)
            .Add(MeaningField.Lines, Lines(receipt))
            .Add(MeaningField.Tenders, Tenders(receipt))
            .Build();

    private static ReadOnlySpan<byte> Lines(Receipt receipt)
    {
        if (receipt.Lines.IsEmpty) return [];
        var writer = new CanonicalWriter(64 * receipt.Lines.Length);
        foreach (var line in receipt.Lines)
        {
            writer.Text(line.Product);
            writer.Text(line.Category);
            writer.Number(line.QuantityMilli);
            writer.Number(line.AmountMinor);
        }

        return writer.Written;
    }

    private static ReadOnlySpan<byte> Tenders(Receipt receipt)
    {
        if (receipt.Tenders.IsEmpty) return [];
        var writer = new CanonicalWriter(32 * receipt.Tenders.Length);
        foreach (var tender in receipt.Tenders)
        {
            writer.Text(tender.Kind);
            writer.Number(tender.AmountMinor);
        }

        return writer.Written;
    }
}
