using Loyalty.Domain;

namespace Loyalty.Application;

/// <summary>
/// Carries a refusal out of a use case, or out of the reading of a request, to whoever answers the caller. No grain
/// throws it: grains answer.
/// </summary>
public sealed class RefusedException(Refused refused) : Exception($"{refused.Reason}")
{
    /// <summary>The refusal.</summary>
    public Refused Refused => refused;
}
