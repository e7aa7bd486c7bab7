using Loyalty.Domain;

namespace Loyalty.Server.Mapping;

/// <summary>Reads the wire's UUIDs.</summary>
internal static class IdMapping
{
    /// <summary>
    /// Reads a UUID in its usual form, not the empty one; .NET alone would take spaces around it as well.
    /// </summary>
    public static bool TryRead(string text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id)
        && id != Guid.Empty
        && string.Equals(id.ToString("D"), text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a request's id, or has it refused.</summary>
    public static Guid ReadRequestId(string text, ref RequestValidator refusals)
    {
        if (!TryRead(text, out var id)) refusals.Add(Refusal.RequestIdMalformed, "request_id");
        return id;
    }
}
