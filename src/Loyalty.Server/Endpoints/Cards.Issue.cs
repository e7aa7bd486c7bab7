using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;
using CardType = Loyalty.Domain.Cards.CardType;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<IssueCardResponse> IssueCard(IssueCardRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var answer = await desk.IssueAsync(ReadIssue(request, caller), caller, context.CancellationToken);
        return new IssueCardResponse
        {
            Card = EntryMapping.ToWire(Issued(answer.Entry), available: 0, answer.Entry.BusinessDate),
            Entry = EntryMapping.ToWire(answer.Entry),
            Replayed = answer.Replayed,
        };
    }

    private IssueCard ReadIssue(IssueCardRequest request, Caller caller)
    {
        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        if (request.Type is V1.CardType.Unspecified or V1.CardType.Guest || !Enum.IsDefined(request.Type))
            refusals.Add(Refusal.FieldMalformed, "type");
        if (request.Receipt is null != request.ReceiptUse is ReceiptUse.Unspecified
            || !Enum.IsDefined(request.ReceiptUse)) refusals.Add(Refusal.FieldMalformed, "receipt_use");
        var receipt = request.Receipt is null
            ? null
            : ReceiptReader.Read(request.Receipt, caller, program, ref refusals);
        var number = ReadStockNumber(request.StockNumber, ref refusals);
        var member = request.MemberId.Length == 0
            ? (MemberId?)null
            : MemberReader.ReadId(request.MemberId, "member_id", ref refusals);
        refusals.Add(CallerRights.Check(caller, Domain.Cards.IssueCard.Verb.Right));
        refusals.ThrowIfAny();
        return new IssueCard(id, number)
        {
            Type = (CardType)request.Type,
            Receipt = receipt,
            IsReceiptSurrendered = request.ReceiptUse == ReceiptUse.Surrendered,
            IsStockNumber = request.StockNumber.Length > 0,
            MemberId = member,
        };
    }

    /// <summary>The card as it was right after the entry that issued it.</summary>
    private static CardState Issued(Domain.Entries.LedgerEntry entry) => CardState.Unissued(entry.CardId) with
    {
        Seq = entry.Seq,
        Number = entry.CardNumber!.Value,
        IssueDate = entry.BusinessDate,
        Life = CardLife.Plain.After(entry, default),
    };
}
