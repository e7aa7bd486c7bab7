using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.V1;
using CardType = Loyalty.Domain.Cards.CardType;
using LotEffect = Loyalty.Domain.Cards.LotEffect;

namespace Loyalty.Server.Mapping;

/// <summary>Reads a card that comes from another system.</summary>
internal static class ImportReader
{
    /// <param name="request">The request.</param>
    /// <param name="today">The latest date of issue.</param>
    /// <param name="command">The command that it asks for.</param>
    /// <returns>Null if it is well-formed.</returns>
    public static Refused? Read(ImportCardRequest request, DateOnly today, out ImportCard command)
    {
        var refusals = new RequestValidator();
        var card = request.Card ?? new ImportedCard();
        var number = default(CardNumber);
        if (card.CardNumber.Length > 0) refusals.Add(CardNumber.Parse(card.CardNumber, out number), "card.card_number");
        var isFile = request.File.Length > 0 && Text.IsLabel(request.File, ImportValidator.MaxFileLength);
        if (!isFile) refusals.Add(Refusal.FieldMalformed, "file");
        if (card.Status == ImportedStatus.Unspecified || !Enum.IsDefined(card.Status))
            refusals.Add(Refusal.FieldMalformed, "card.status");
        if (request.Line < 1) refusals.Add(Refusal.FieldMalformed, "line");
        if (!DateMapping.TryRead(card.IssueDate, out var issueDate))
            refusals.Add(Refusal.FieldMalformed, "card.issue_date");
        var member = card.MemberId.Length == 0
            ? (MemberId?)null
            : MemberReader.ReadId(card.MemberId, "card.member_id", ref refusals);
        command = new ImportCard(card.Source, card.Key, number)
        {
            KeepsNumber = card.CardNumber.Length > 0,
            Type = (CardType)card.Type,
            IssueDate = issueDate,
            TermEndDate = ReadDate(card.TermEndDate, "card.term_end_date", ref refusals),
            IsLost = card.Status is ImportedStatus.Lost or ImportedStatus.LostAndSuspended,
            IsSuspended = card.Status is ImportedStatus.Suspended or ImportedStatus.LostAndSuspended,
            MemberId = member,
            Lots = ReadLots(card, ref refusals),
            Debt = card.Debt,
            Line = $"{request.File}:{request.Line}",
        };
        if (refusals.Refused is null) refusals.Add(ImportValidator.Check(command, today));
        return refusals.Refused;
    }

    private static ImmutableArray<LotEffect> ReadLots(ImportedCard card, ref RequestValidator refusals)
    {
        var lots = new List<LotEffect>(card.Lots.Count);
        foreach (var lot in card.Lots)
            lots.Add(new LotEffect(ReadDate(lot.ExpiryDate, "card.lots", ref refusals), lot.Points));
        return [.. lots.OrderBy(lot => lot.ExpiryDate ?? DateOnly.MaxValue)];
    }

    private static DateOnly? ReadDate(Google.Type.Date? date, string field, ref RequestValidator refusals) =>
        date is null ? null : MemberReader.ReadDate(date, field, ref refusals);
}
