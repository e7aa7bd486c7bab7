using Orleans.Runtime;

namespace Orleans;

/// <summary>Reads the key of a grain or of a reference.</summary>
public static class GrainExtensions
{
    /// <summary>Gets the key of a grain that is keyed by GUID.</summary>
    /// <exception cref="InvalidOperationException">The grain is keyed by string.</exception>
    public static Guid GetPrimaryKey(this IAddressable grain)
    {
        var key = KeyOf(grain);
        return key.Text is null
            ? key.Guid
            : throw new InvalidOperationException($"The key of {key} is not a GUID.");
    }

    /// <summary>Gets the key of a grain that is keyed by string.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain)
    {
        var key = KeyOf(grain);
        return key.Text ?? key.Guid.ToString("N");
    }

    private static GrainKey KeyOf(IAddressable grain) => grain switch
    {
        GrainReference reference => reference.Key,
        IGrainBase { GrainContext: Activation activation } => activation.Key,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} has no activation and so no key.", nameof(grain)),
    };
}
