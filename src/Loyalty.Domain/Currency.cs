namespace Loyalty.Domain;

/// <summary>An ISO 4217 currency and how many of its minor units make one major unit.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.Currency")]
public readonly record struct Currency([property: Id(0)] string Code)
{
    /// <summary>Minor units in a major unit: 100, unless ISO 4217's table (edition of 2024) says otherwise.</summary>
    public long MinorUnitsPerMajor => Code switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI"
            or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 1,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 1_000,
        "CLF" or "UYW" => 10_000,
        _ => 100,
    };

    /// <summary>Whether the text has the form of an ISO 4217 code: three capital letters.</summary>
    public static bool IsWellFormed(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);

    public override string ToString() => Code;
}
