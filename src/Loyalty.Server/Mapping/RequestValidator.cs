using Loyalty.Application;
using Loyalty.Domain;

namespace Loyalty.Server.Mapping;

/// <summary>Keeps, of the refusals met while reading a request, the one that takes precedence.</summary>
internal struct RequestValidator
{
    public Refused? Refused { readonly get; private set; }

    public void Add(Refused? refused)
    {
        if (refused is not null && (Refused is null || refused.Reason < Refused.Reason)) Refused = refused;
    }

    /// <exception cref="RefusedException">Something was refused.</exception>
    public readonly void ThrowIfAny()
    {
        if (Refused is not null) throw new RefusedException(Refused);
    }

    public void Add(Refusal? refusal, string field)
    {
        if (refusal is { } reason) Add(new Refused(reason, field));
    }
}
