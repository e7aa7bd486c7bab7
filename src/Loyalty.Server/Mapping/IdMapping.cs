namespace Loyalty.Server.Mapping;

/// <summary>Reads the wire's UUIDs.</summary>
public static class IdMapping
{
    /// <summary>
    /// Reads a UUID in its usual form, not the empty one; .NET alone would take spaces around it as well.
    /// </summary>
    public static bool TryRead(string text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id)
        && id != Guid.Empty
        && string.Equals(id.ToString("D"), text, StringComparison.OrdinalIgnoreCase);
}
