using System.Net;
using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.V1;

namespace Loyalty.Server.Identity;

/// <summary>
/// Turns a call's credential into the <see cref="Caller"/>: the one place that decides who calls. For now the
/// credential is plain metadata, which is believed only from this machine itself.
/// </summary>
internal sealed class CallerReader
{
    /// <summary>Reads the caller.</summary>
    /// <exception cref="RefusedException">With <see cref="Refusal.CallerMalformed"/>.</exception>
    public Caller Read(ServerCallContext context) =>
        Read(context, out var caller) is { } refused ? throw new RefusedException(refused) : caller;

    private static Refused? Read(ServerCallContext context, out Caller caller)
    {
        caller = BackOffice;
        var http = context.GetHttpContext();
        if (http.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
            return new Refused(Refusal.CallerMalformed, "peer").With("expected", "a caller on this machine");
        if (!IsMetadata(context)) return Malformed("metadata");
        if (CallerHeaders.Read(http.Request.Headers, out var said) is { } refused) return refused;
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

    /// <summary>False if the call has a name that gRPC doesn't allow, or bytes that aren't base64.</summary>
    private static bool IsMetadata(ServerCallContext context)
    {
        try
        {
            _ = context.RequestHeaders;
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static Refused Malformed(string name) => new(Refusal.CallerMalformed, name);
}
