using System.Text;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Client;

/// <summary>The caller. It goes along with every call as metadata, never in a message.</summary>
/// <param name="Kind">One of <see cref="CallerMetadata"/>'s kinds.</param>
/// <param name="Name">The till's, desk's, partner's or back-office user's own name. Request ids are unique per
/// caller: who repeats a request has to say the same name again.</param>
/// <param name="Mall">The mall it belongs to; empty if none.</param>
/// <param name="Store">The only store it posts for; empty if not bound to one.</param>
/// <param name="Operator">The person; empty if unknown.</param>
public sealed record CallerIdentity(
    string Kind, string Name, string Mall = "", string Store = "", string Operator = "")
{
    public static readonly CallerIdentity CommandLine = new(CallerMetadata.BackOffice, "cli");

    /// <exception cref="FormatException">A part is not printable ASCII, which is all that a header holds.</exception>
    public Metadata ToMetadata()
    {
        var metadata = new Metadata();
        Add(metadata, CallerMetadata.Kind, Kind);
        Add(metadata, CallerMetadata.Name, Name);
        Add(metadata, CallerMetadata.Mall, Mall);
        Add(metadata, CallerMetadata.Store, Store);
        Add(metadata, CallerMetadata.Operator, Operator);
        return metadata;
    }

    private static void Add(Metadata metadata, string name, string value)
    {
        if (value.Length == 0) return;
        if (!Ascii.IsValid(value) || value.Any(char.IsControl))
            throw new FormatException($"{name} takes printable ASCII, which “{value}” is not.");
        metadata.Add(name, value);
    }
}
