using System.Globalization;
using Grpc.Core;
using Loyalty.Grains;
using Loyalty.Server.Identity;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The program service.</summary>
internal sealed class ProgramEndpoint(LoyaltyProgram program, CallerReader callers) : ProgramService.ProgramServiceBase
{
    public override Task<GetProgramResponse> GetProgram(GetProgramRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var rules = program.Rules;
        var cards = rules.CardRulesIn(caller.Mall);
        return Task.FromResult(new GetProgramResponse
        {
            CurrencyCode = rules.Currency.Code,
            MinorUnitsPerMajor = rules.Currency.MinorUnitsPerMajor,
            TimeZone = program.Calendar.Zone.Id,
            EarnUnitMinor = rules.EarnUnitMinor,
            ReceiptMaxAgeDays = rules.ReceiptMaxAgeDays,
            PointsExpiry = rules.Expiry.ToString(),
            RulesVersion = program.Version.Version,
            DayChange = program.Calendar.DayChange.ToString("HH:mm", CultureInfo.InvariantCulture),
            IssueFeeMinor = cards.IssueFeeMinor,
            ReplaceFeeMinor = cards.ReplaceFeeMinor,
            RenewFeeMinor = cards.RenewFeeMinor,
            FreeIssueTotalMinor = cards.FreeIssueTotalMinor,
            SurrenderedIssueTotalMinor = cards.SurrenderedIssueTotalMinor,
            UsualCardType = (CardType)cards.DefaultType,
        });
    }
}
