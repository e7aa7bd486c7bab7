using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains;

namespace Loyalty.Server.Mapping;

/// <summary>Reads an accrual from the wire into a well-formed command, or says what is malformed.</summary>
internal static class AccrualReader
{
    /// <summary>
    /// Reads all of it and, if something is wrong, answers the refusal that takes precedence; the command is null then.
    /// </summary>
    public static Refused? Read(
        string cardNumber, V1.Receipt? receipt, Caller caller, LoyaltyProgram program, out AccruePoints? command)
    {
        command = null;
        var refusals = new RequestValidator();
        refusals.Add(CardNumber.Parse(cardNumber, out var number), "card_number");
        var read = ReceiptReader.Read(receipt, caller, program, ref refusals);
        if (refusals.Refused is null) command = new AccruePoints(number, read!);
        return refusals.Refused;
    }
}
