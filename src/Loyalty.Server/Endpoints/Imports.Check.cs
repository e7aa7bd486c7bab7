using Grpc.Core;
using Loyalty.Application;
using Loyalty.Application.Imports;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Imports
{
    private const int MaxChecks = 500;

    public override async Task<CheckImportResponse> CheckImport(CheckImportRequest request, ServerCallContext context)
    {
        var caller = Admit(context);
        var matches = await lookup.RunAsync(ReadChecks(request, caller), context.CancellationToken);
        return new CheckImportResponse
        {
            Findings =
            {
                matches.Select(match => new ImportFinding
                {
                    Imported = match.IsImported,
                    CardNumberTaken = match.IsNumberTaken,
                    PhoneTaken = match.IsPhoneTaken,
                }),
            },
        };
    }

    private static ImportQuestion[] ReadChecks(CheckImportRequest request, Caller caller)
    {
        if (request.Checks.Count > MaxChecks)
            throw new RefusedException(new Refused(Refusal.FieldMalformed, "checks"));
        var refusals = new RequestValidator();
        var checks = new ImportQuestion[request.Checks.Count];
        for (var i = 0; i < checks.Length; i++) checks[i] = ReadCheck(request.Checks[i], caller, ref refusals);
        refusals.ThrowIfAny();
        return checks;
    }

    private static ImportQuestion ReadCheck(ImportCheck check, Caller caller, ref RequestValidator refusals)
    {
        var hasKey = check.Key.Length > 0;
        if (hasKey && !Text.IsIdentifier(check.Source)) refusals.Add(Refusal.FieldMalformed, "checks.source");
        if (hasKey && !Text.IsIdentifier(check.Key)) refusals.Add(Refusal.FieldMalformed, "checks.key");
        var number = default(CardNumber);
        if (check.CardNumber.Length > 0)
            refusals.Add(CardNumber.Parse(check.CardNumber, out number), "checks.card_number");
        var member = default(MemberId);
        PhoneNumber? phone = null;
        if (check.Phone.Length > 0)
        {
            phone = MemberReader.ReadPhone(check.Phone, "checks.phone", ref refusals);
            if (!IdMapping.TryRead(check.MemberRequestId, out var requestId))
                refusals.Add(Refusal.RequestIdMalformed, "checks.member_request_id");
            member = MemberId.ForRequest(caller.RequestScope, requestId);
        }

        return new ImportQuestion(
            hasKey ? ImportKey.KeyOf(check.Source, check.Key) : "",
            number == default ? "" : number.UniqueKey, phone, member);
    }
}
