namespace Loyalty.Domain.Cards;

/// <summary>
/// The number a card presents: issuer prefix, unguessable body, Luhn check digit (ISO/IEC 7812-1, annex B).
/// </summary>
[GenerateSerializer, Immutable, Alias("loyalty.CardNumber")]
public readonly record struct CardNumber([property: Id(0)] string Digits)
{
    /// <summary>The unguessable digits between the issuer prefix and the check digit.</summary>
    public const int BodyLength = 14;

    /// <summary>ISO/IEC 7812-1: at most 19 digits in all.</summary>
    public const int MaxLength = 19;

    public const int MaxPrefixLength = MaxLength - BodyLength - 1;

    private const int MinLength = 8;

    /// <summary>Masks all but the last four digits, for logs and errors.</summary>
    public string Masked => Digits is { Length: > 4 } ? new string('*', Digits.Length - 4) + Digits[^4..] : "****";

    /// <summary>Builds a number from a prefix and a body of random digits by adding the check digit.</summary>
    public static CardNumber Create(string issuerPrefix, string body)
    {
        var payload = issuerPrefix + body;
        return new CardNumber(payload + (char)('0' + CheckDigit(payload)));
    }

    /// <summary>Reads a presented number. Spaces between digit groups are accepted; anything else is not.</summary>
    /// <returns>
    /// Null if well-formed, else <see cref="Refusal.CardNumberMalformed"/> or
    /// <see cref="Refusal.CardNumberCheckDigit"/>.
    /// </returns>
    public static Refusal? Parse(string text, out CardNumber number)
    {
        number = default;
        if (text.Length > MaxLength + 6 || text != text.Trim(' ')) return Refusal.CardNumberMalformed;
        var digits = text.Contains(' ', StringComparison.Ordinal)
            ? text.Replace(" ", "", StringComparison.Ordinal)
            : text;
        if (digits.Length is < MinLength or > MaxLength || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return Refusal.CardNumberMalformed;
        if (CheckDigit(digits.AsSpan()[..^1]) != digits[^1] - '0') return Refusal.CardNumberCheckDigit;
        number = new CardNumber(digits);
        return null;
    }

    /// <summary>The Luhn digit that makes the payload's weighted digit sum a multiple of ten.</summary>
    public static int CheckDigit(ReadOnlySpan<char> payload)
    {
        var sum = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            var digit = payload[^(i + 1)] - '0';
            if (i % 2 == 0) digit = digit < 5 ? digit * 2 : digit * 2 - 9;
            sum += digit;
        }

        return (10 - sum % 10) % 10;
    }

    /// <summary>The key that maps this number to its card, for ever.</summary>
    public string UniqueKey => Key.Of("number", Digits);

    public override string ToString() => Masked;
}
