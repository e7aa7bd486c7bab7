using Google.Type;
using Loyalty.V1;

namespace Loyalty.Client;

/// <summary>Compares what an answer says was understood with what was sent: receipts, and points moved.</summary>
public static class ReceiptEcho
{
    /// <summary>Compares; an answer to a call that brings neither always passes.</summary>
    /// <exception cref="MisreadException">They differ, or the answer doesn't say. What it says is what was done.
    /// </exception>
    public static void Check(object request, object response)
    {
        switch (request, response)
        {
            case (AccruePointsRequest sent, AccruePointsResponse answer):
                Check(sent.Receipt, answer.Entry?.Receipt);
                break;
            case (QuoteAccrualRequest sent, QuoteAccrualResponse answer):
                Check(sent.Receipt, answer.Receipt);
                break;
            case (IssueCardRequest { Receipt: { } receipt }, IssueCardResponse answer):
                Check(receipt, answer.Entry?.Receipt);
                break;
            case (IssueGuestCardRequest sent, IssueGuestCardResponse answer):
                Check(sent.Receipt, answer.Receipt);
                break;
            case (PresentReceiptRequest sent, PresentReceiptResponse answer):
                Check(sent.Receipt, answer.Entry?.Receipt);
                break;
            case (TransferPointsRequest { HasPoints: true } sent, TransferPointsResponse answer):
                Check("points", $"{-sent.Points}", $"{answer.Entry?.Points}");
                break;
        }
    }

    private static void Check(Receipt sent, ReceiptReference? understood)
    {
        Check("receipt.total", Print(sent.Total), Print(understood?.Total));
        Check("receipt.business_date", sent.BusinessDate, understood?.BusinessDate);
        // Characters of full width are read as their ASCII ones.
        if (sent.Number.All(char.IsAscii)) Check("receipt.number", sent.Number, understood?.Number);
    }

    private static void Check<T>(string field, T sent, T? understood)
    {
        if (!Equals(sent, understood)) throw new MisreadException(field, $"{sent}", $"{understood}");
    }

    private static string Print(Money? money) =>
        money is null ? "" : $"{money.CurrencyCode} {money.Units}.{money.Nanos:D9}";
}
