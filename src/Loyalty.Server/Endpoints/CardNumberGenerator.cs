using System.Security.Cryptography;
using Loyalty.Domain.Cards;

namespace Loyalty.Server.Endpoints;

/// <summary>The one place that makes up card numbers.</summary>
internal static class CardNumberGenerator
{
    public static CardNumber Create(string issuerPrefix) =>
        CardNumber.Create(issuerPrefix, RandomNumberGenerator.GetString("0123456789", CardNumber.BodyLength));
}
