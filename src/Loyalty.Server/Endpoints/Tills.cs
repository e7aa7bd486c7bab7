using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Loyalty.Application.Tills;
using Loyalty.Server.Identity;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The tills service.</summary>
internal sealed class Tills(TillSessions sessions, CallerReader callers) : TillsService.TillsServiceBase
{
    public override async Task<GetTillSessionResponse> GetTillSession(
        GetTillSessionRequest request, ServerCallContext context)
    {
        var session = await sessions.ReadAsync(callers.Read(context));
        return new GetTillSessionResponse
        {
            Session = new TillSession
            {
                LastSequence = session.LastSequence,
                UpdateTime = session.UpdateTime is { } updated ? Timestamp.FromDateTimeOffset(updated) : null,
            },
        };
    }
}
