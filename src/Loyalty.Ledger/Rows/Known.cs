using System.Runtime.CompilerServices;

namespace Loyalty.Ledger.Rows;

/// <summary>Reads the numbers of kinds, of which a newer version may have written more than this one knows.</summary>
internal static class Known
{
    /// <exception cref="FormatException">This version doesn't know it, and can't tell what the row means.</exception>
    public static T Of<T>(long number)
        where T : struct, Enum
    {
        var value = Unsafe.BitCast<int, T>((int)Math.Clamp(number, int.MinValue, int.MaxValue));
        return Enum.IsDefined(value)
            ? value
            : throw new FormatException(FormattableString.Invariant(
                $"{typeof(T).Name} {number} is none that this version knows; a newer one may have written it."));
    }
}
