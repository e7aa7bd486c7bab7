using Loyalty.Application.Cards;
using Loyalty.Application.Tills;
using Loyalty.Grains;
using Loyalty.Server.Identity;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The points service; one file per call.</summary>
internal sealed partial class Points(
    Accruals accruals,
    TillSessions sessions,
    CallerReader callers,
    LoyaltyProgram program,
    ServerMetrics metrics,
    IHostApplicationLifetime lifetime)
    : PointsService.PointsServiceBase;
