using Loyalty.Domain.Cards;

namespace Loyalty.Grains.Cards;

/// <summary>A card number as a number: a key without a text behind it. Leading zeros count, so the length is kept.
/// </summary>
internal readonly record struct PackedNumber(ulong Value, int Length)
{
    /// <summary>Packs what <see cref="CardNumber.Parse"/> has passed, and the number that an unissued card has not.
    /// </summary>
    /// <returns>False for anything else.</returns>
    public static bool TryPack(CardNumber number, out PackedNumber packed)
    {
        packed = default;
        if (number.Digits is not { } digits) return true;
        if (digits.Length is 0 or > CardNumber.MaxLength) return false;
        var value = 0UL;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            value = value * 10 + (uint)(digit - '0');
        }

        packed = new PackedNumber(value, digits.Length);
        return true;
    }

    public CardNumber Unpack() => Length == 0 ? default : new CardNumber(string.Create(Length, Value, Write));

    private static void Write(Span<char> digits, ulong value)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value /= 10) digits[i] = (char)('0' + value % 10);
    }
}
