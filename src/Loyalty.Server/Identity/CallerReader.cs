using System.Net;
using Grpc.Core;
using Loyalty.Domain;
using Loyalty.V1;

namespace Loyalty.Server.Identity;

/// <summary>
/// Turns a call's credential into the <see cref="Caller"/>: the one place that decides who calls. For now the
/// credential is plain metadata, which is believed only from this machine itself.
/// </summary>
public sealed class CallerReader
{
    /// <summary>Who calls, or <see cref="Refusal.CallerMalformed"/>.</summary>
    public Refused? Read(ServerCallContext context, out Caller caller)
    {
        caller = BackOffice;
        if (context.GetHttpContext().Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
            return new Refused(Refusal.CallerMalformed, "peer").With("expected", "a caller on this machine");
        if (Headers(context) is not { } headers) return Malformed("metadata");
        if (Said.Read(headers, out var said) is { } twice) return Malformed(twice);
        if (said is { Kind: null, Name: null, Mall: null, Store: null, Operator: null }) return null;

        var (name, mall, store, person) = (said.Name ?? "", said.Mall ?? "", said.Store ?? "", said.Operator ?? "");
        if (Kind(said.Kind ?? CallerMetadata.BackOffice) is not { } kind) return Malformed(CallerMetadata.Kind);
        if (name.Length == 0 && kind == CallerKind.BackOffice) name = BackOffice.Name;
        if (!Text.IsIdentifier(name)) return Malformed(CallerMetadata.Name);
        if (mall.Length > 0 && !Text.IsIdentifier(mall)) return Malformed(CallerMetadata.Mall);
        if (store.Length == 0 ? kind == CallerKind.Till : !Text.IsIdentifier(store))
            return Malformed(CallerMetadata.Store);
        if (person.Length > 0 && !Text.IsIdentifier(person)) return Malformed(CallerMetadata.Operator);
        caller = new Caller(kind, name, mall, store, person);
        return null;
    }

    private static readonly Caller BackOffice = new(CallerKind.BackOffice, "local", "", "", "");

    private static CallerKind? Kind(string text) => text switch
    {
        CallerMetadata.BackOffice => CallerKind.BackOffice,
        CallerMetadata.Till => CallerKind.Till,
        CallerMetadata.Desk => CallerKind.Desk,
        CallerMetadata.Partner => CallerKind.Partner,
        CallerMetadata.Supervisor => CallerKind.Supervisor,
        _ => null,
    };

    /// <summary>
    /// The call's metadata; null if it has a name that gRPC doesn't allow, or bytes that aren't base64.
    /// </summary>
    private static Metadata? Headers(ServerCallContext context)
    {
        try
        {
            return context.RequestHeaders;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static Refused Malformed(string name) => new(Refusal.CallerMalformed, name);

    /// <summary>What the metadata says of the caller, as it says it; null where it says nothing.</summary>
    private record struct Said(string? Kind, string? Name, string? Mall, string? Store, string? Operator)
    {
        /// <summary>The first name that is there twice, of which nobody could tell which one counts; or null.</summary>
        public static string? Read(Metadata headers, out Said said)
        {
            said = default;
            foreach (var header in headers)
            {
                var first = header.Key switch
                {
                    CallerMetadata.Kind => said.Kind is null && (said.Kind = header.Value) is not null,
                    CallerMetadata.Name => said.Name is null && (said.Name = header.Value) is not null,
                    CallerMetadata.Mall => said.Mall is null && (said.Mall = header.Value) is not null,
                    CallerMetadata.Store => said.Store is null && (said.Store = header.Value) is not null,
                    CallerMetadata.Operator => said.Operator is null && (said.Operator = header.Value) is not null,
                    _ => true,
                };
                if (!first) return header.Key;
            }

            return null;
        }
    }
}
