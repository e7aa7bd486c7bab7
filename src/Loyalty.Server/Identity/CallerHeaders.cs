using Loyalty.Domain;
using Loyalty.V1;

namespace Loyalty.Server.Identity;

/// <summary>
/// The caller's parts as the call's headers say them, each once; null where they say nothing. gRPC's metadata can't be
/// asked: it holds a header that came twice as one value, joined by a comma, which is a well-formed name.
/// </summary>
internal record struct CallerHeaders(string? Kind, string? Name, string? Mall, string? Store, string? Operator)
{
    /// <summary>The prefix of all names of the caller's parts. No other name may have it.</summary>
    private const string Prefix = "loyalty-";

    /// <summary>
    /// Reads every header of ours. Refused with <see cref="Refusal.CallerMalformed"/> is one that came twice, of which
    /// nobody could tell which one counts; one with a comma, since whoever is on the way, also .NET's own HTTP client,
    /// may have made one of two; and a name that we don't know, such as one with "-bin": what can't be understood of a
    /// credential must not be left out of it.
    /// </summary>
    public static Refused? Read(IHeaderDictionary headers, out CallerHeaders said)
    {
        said = default;
        foreach (var (name, values) in headers)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (values.Count != 1 || values[0] is not { } value || value.Contains(',', StringComparison.Ordinal))
                return Malformed(name, "one value, without a comma");
            switch (name)
            {
                case CallerMetadata.Kind:
                    said.Kind = value;
                    break;
                case CallerMetadata.Name:
                    said.Name = value;
                    break;
                case CallerMetadata.Mall:
                    said.Mall = value;
                    break;
                case CallerMetadata.Store:
                    said.Store = value;
                    break;
                case CallerMetadata.Operator:
                    said.Operator = value;
                    break;
                default:
                    return Malformed(name, "no name with loyalty- but those of the caller's parts");
            }
        }

        return null;
    }

    private static Refused Malformed(string name, string expected) =>
        new Refused(Refusal.CallerMalformed, name).With("expected", expected);
}
