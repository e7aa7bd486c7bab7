using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Grains.Tills;
using Loyalty.Server.Identity;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The tills service. A session is the caller's own: no request can name another's.</summary>
public sealed class TillSessions(
    IGrainFactory grains, CallerReader callers, TimeProvider time, ILogger<UploadCheckpoint> logger)
    : TillsService.TillsServiceBase
{
    public override async Task<GetTillSessionResponse> GetTillSession(
        GetTillSessionRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var grain = Of(caller) ?? throw new RefusedException(new Refused(Refusal.CallerNotTill));
        var session = await ReadAsync(grain);
        return new GetTillSessionResponse
        {
            Session = new V1.TillSession
            {
                LastSequence = session.LastSequence,
                UpdateTime = session.UpdateTime is { } updated ? Timestamp.FromDateTimeOffset(updated) : null,
            },
        };
    }

    /// <summary>What an upload of the caller's settles.</summary>
    public UploadCheckpoint Follow(Caller caller) => new(Of(caller), time, logger);

    private ITillSessionGrain? Of(Caller caller) => caller.Kind == CallerKind.Till
        ? grains.GetGrain<ITillSessionGrain>(caller.RequestScope)
        : null;

    /// <summary>Nothing happens by reading: whatever the runtime or the storage fails at, it may be asked again.
    /// </summary>
    private static async Task<Grains.Tills.TillSession> ReadAsync(ITillSessionGrain grain)
    {
        try
        {
            return await grain.ReadAsync();
        }
        catch (Exception e) when (RuntimeErrors.RefusalOf(e) is Refusal.OutcomeUnknown)
        {
            throw new RefusedException(new Refused(Refusal.LedgerUnavailable));
        }
    }
}
