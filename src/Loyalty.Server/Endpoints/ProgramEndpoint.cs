using System.Globalization;
using Grpc.Core;
using Loyalty.Grains;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>The programme service.</summary>
public sealed class ProgramEndpoint(Programme programme) : ProgramService.ProgramServiceBase
{
    public override Task<GetProgramResponse> GetProgram(GetProgramRequest request, ServerCallContext context)
    {
        var rules = programme.Rules;
        return Task.FromResult(new GetProgramResponse
        {
            CurrencyCode = rules.Currency.Code,
            MinorUnitsPerMajor = rules.Currency.MinorUnitsPerMajor,
            TimeZone = programme.Calendar.Zone.Id,
            EarnUnitMinor = rules.EarnUnitMinor,
            ReceiptMaxAgeDays = rules.ReceiptMaxAgeDays,
            PointsExpiry = rules.Expiry.ToString(),
            RulesVersion = programme.Version.Version,
            DayChange = programme.Calendar.DayChange.ToString("HH:mm", CultureInfo.InvariantCulture),
        });
    }
}
