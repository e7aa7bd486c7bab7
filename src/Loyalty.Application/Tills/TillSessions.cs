using Loyalty.Domain;
using Loyalty.Grains.Tills;
using Microsoft.Extensions.Logging;

namespace Loyalty.Application.Tills;

/// <summary>Reads and follows tills' sessions. A session is the caller's own: no request can name another's.</summary>
public sealed class TillSessions(IGrainFactory grains, TimeProvider time, ILogger<UploadCheckpoint> logger)
{
    /// <summary>Reads the caller's session.</summary>
    /// <exception cref="RefusedException">
    /// With CALLER_NOT_TILL, or LEDGER_UNAVAILABLE: nothing happens by reading, so whatever the runtime or the storage
    /// failed at, it may be asked again.
    /// </exception>
    public async Task<TillSession> ReadAsync(Caller caller)
    {
        var session = Of(caller) ?? throw new RefusedException(new Refused(Refusal.CallerNotTill));
        try
        {
            return await session.ReadAsync();
        }
        catch (Exception e) when (RuntimeErrors.RefusalOf(e) is Refusal.OutcomeUnknown)
        {
            throw new RefusedException(new Refused(Refusal.LedgerUnavailable));
        }
    }

    /// <summary>Begins the checkpoint of an upload of the caller's.</summary>
    public UploadCheckpoint Follow(Caller caller) => new(Of(caller), time, logger);

    private ITillSessionGrain? Of(Caller caller) => caller.Kind == CallerKind.Till
        ? grains.GetGrain<ITillSessionGrain>(caller.RequestScope)
        : null;
}
