using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Says that a stored record changed under the activation that wanted to write it. An activation that lets
/// this exception out of a call is deactivated.</summary>
/// <param name="errorMsg">Which record.</param>
/// <param name="storedEtag">The version that is there.</param>
/// <param name="currentEtag">The version the activation knew.</param>
public class InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
    : OrleansException(errorMsg)
{
    /// <summary>Gets the version that is there.</summary>
    public string? StoredEtag { get; } = storedEtag;

    /// <summary>Gets the version the activation knew.</summary>
    public string? CurrentEtag { get; } = currentEtag;
}
