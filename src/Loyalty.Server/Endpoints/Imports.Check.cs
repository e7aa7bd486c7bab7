using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Imports
{
    private const int MaxChecks = 500;

    /// <summary>
    /// What there is already: (1) who calls; (2) the request's shape; (3) who claims the keys and numbers, in one
    /// question; (4) who has the phones, one by one.
    /// </summary>
    public override async Task<CheckImportResponse> CheckImport(CheckImportRequest request, ServerCallContext context)
    {
        var caller = Admit(context);
        if (ReadChecks(request, caller, out var checks) is { } refused) throw new RefusedException(refused);

        var keys = checks.SelectMany(check => new[] { check.IdempotencyKey, check.NumberKey }).ToArray();
        var claimants = await ledger.FindUniqueKeysAsync(keys, context.CancellationToken);
        var response = new CheckImportResponse();
        for (var i = 0; i < checks.Length; i++)
        {
            var (imported, holder) = (claimants[2 * i], claimants[2 * i + 1]);
            response.Findings.Add(new ImportFinding
            {
                Imported = imported is not null,
                CardNumberTaken = holder is not null && holder != CardId.ForImport(checks[i].IdempotencyKey),
                PhoneTaken = checks[i].Phone is { } phone && await members.IsTakenAsync(phone, checks[i].MemberId),
            });
        }

        return response;
    }

    /// <summary>What a check asks; an empty key is one that nobody claims.</summary>
    private readonly record struct Check(
        string IdempotencyKey, string NumberKey, PhoneNumber? Phone, MemberId MemberId);

    private static Refused? ReadChecks(CheckImportRequest request, Caller caller, out Check[] checks)
    {
        checks = [];
        if (request.Checks.Count > MaxChecks) return new Refused(Refusal.FieldMalformed, "checks");
        var refusals = new RequestValidator();
        checks = new Check[request.Checks.Count];
        for (var i = 0; i < checks.Length; i++) checks[i] = ReadCheck(request.Checks[i], caller, ref refusals);
        return refusals.Refused;
    }

    private static Check ReadCheck(ImportCheck check, Caller caller, ref RequestValidator refusals)
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

        return new Check(
            hasKey ? ImportKey.KeyOf(check.Source, check.Key) : "",
            number == default ? "" : number.UniqueKey, phone, member);
    }
}
