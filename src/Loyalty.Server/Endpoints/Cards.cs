using Loyalty.Grains;
using Loyalty.Ledger;
using Loyalty.Members;
using Loyalty.Server.Identity;
using Loyalty.Server.Settings;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The cards service; one file per call.</summary>
public sealed partial class Cards(
    CardCalls cards, CallerReader callers, ILedger ledger, IStockRegister stock, MemberRegister members,
    MemberMerging merging, LoyaltyProgram program, LoyaltySettings settings)
    : CardsService.CardsServiceBase;
