using Loyalty.Application.Cards;
using Loyalty.Grains;
using Loyalty.Server.Identity;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The cards service; one file per call. Each call reads the request, calls a use case and responds.</summary>
internal sealed partial class Cards(
    CardDesk desk, GuestDesk guests, CardViews views, CardStock stock, CallerReader callers, LoyaltyProgram program)
    : CardsService.CardsServiceBase;
