using System.Buffers;

namespace Loyalty.Domain.Members;

/// <summary>A phone number in the one form in which it is compared: E.164, "+" and 7 to 15 digits.</summary>
public readonly record struct PhoneNumber
{
    /// <summary>The longest text that is read as one, in characters.</summary>
    public const int MaxTextLength = 32;

    private const string Mainland = "86";
    private const int MainlandDigits = 11, MinDigits = 7, MaxDigits = 15;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" -().");

    private PhoneNumber(string digits) => E164 = "+" + digits;

    public string E164 { get; }

    /// <summary>
    /// The number for whoever doesn't need the whole: 138****0000 of a mainland number, else the first two and the last
    /// two digits. How many are hidden isn't told.
    /// </summary>
    public string Masked => E164.StartsWith("+" + Mainland, StringComparison.Ordinal)
        ? $"{E164.AsSpan(3, 3)}****{E164.AsSpan(E164.Length - 4)}"
        : $"{E164.AsSpan(0, 3)}****{E164.AsSpan(E164.Length - 2)}";

    /// <summary>
    /// Reads a mainland mobile number (11 digits that begin with 13 to 19) with or without +86, 0086 or 86 in front,
    /// or another country's with "+" or 00 and the country's code. Spaces, hyphens, dots and brackets between digits
    /// don't count. After 86 only a mobile number is one. Null if the text is none.
    /// </summary>
    public static PhoneNumber? Parse(string text)
    {
        if (text.Length > MaxTextLength) return null;
        var isInternational = text.StartsWith('+');
        var digits = new string([.. text.Skip(isInternational ? 1 : 0).Where(c => !Separators.Contains(c))]);
        if (!digits.All(char.IsAsciiDigit)) return null;
        if (!isInternational && digits.StartsWith("00", StringComparison.Ordinal))
            (isInternational, digits) = (true, digits[2..]);

        if (IsMobile(digits) && !isInternational) return new PhoneNumber(Mainland + digits);
        if (digits.StartsWith(Mainland, StringComparison.Ordinal))
            return IsMobile(digits.AsSpan(Mainland.Length)) ? new PhoneNumber(digits) : null;
        return isInternational && digits.Length is >= MinDigits and <= MaxDigits && digits[0] != '0'
            ? new PhoneNumber(digits)
            : null;
    }

    /// <summary>Never the number: what is printed by accident shall tell nothing.</summary>
    public override string ToString() => E164 is null ? "" : Masked;

    private static bool IsMobile(ReadOnlySpan<char> digits) =>
        digits.Length == MainlandDigits && digits[0] == '1' && digits[1] is >= '3' and <= '9';
}
