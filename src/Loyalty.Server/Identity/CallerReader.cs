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
        if (!IsLoopback(context.Peer))
            return new Refused(Refusal.CallerMalformed, "peer").With("expected", "a caller on this machine");
        if (Headers(context) is not { } headers) return Malformed("metadata");
        var kindText = headers.GetValue(CallerMetadata.Kind);
        var name = headers.GetValue(CallerMetadata.Name) ?? "";
        var mall = headers.GetValue(CallerMetadata.Mall) ?? "";
        var store = headers.GetValue(CallerMetadata.Store) ?? "";
        var person = headers.GetValue(CallerMetadata.Operator) ?? "";
        if (kindText is null && name.Length + mall.Length + store.Length + person.Length == 0) return null;

        if (Kind(kindText ?? CallerMetadata.BackOffice) is not { } kind) return Malformed(CallerMetadata.Kind);
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

    /// <summary>gRPC writes a peer as "ipv4:ADDRESS:PORT" or "ipv6:[ADDRESS]:PORT".</summary>
    private static bool IsLoopback(string peer) =>
        peer.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
        && IPEndPoint.TryParse(peer.AsSpan(colon + 1), out var endpoint)
        && IPAddress.IsLoopback(endpoint.Address);
}
