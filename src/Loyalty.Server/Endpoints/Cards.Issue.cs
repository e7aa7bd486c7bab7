using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;
using CardType = Loyalty.Domain.Cards.CardType;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    /// <summary>
    /// A new card: (1) who calls; (2) the request's shape, and whether the caller may; (3) a scanned number must be one
    /// of ours, a member be there; (4) the card that the request names, whether or not it is there already.
    /// </summary>
    public override async Task<IssueCardResponse> IssueCard(IssueCardRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);

        if (ReadIssue(request, caller, out var command) is { } malformed) throw new RefusedException(malformed);

        if (command.IsStockNumber) await RequireStockAsync(command.Number, context.CancellationToken);
        if (command.MemberId is { } member)
            command = command with { MemberRefused = await members.CheckAsync(member) };

        var cardId = CardId.ForRequest(caller.RequestScope, command.RequestId);
        var answer = Accepted(await cards.Get(cardId).ExecuteAsync(command, caller));
        cards.Cache(answer.Entry!.CardNumber!.Value, cardId);
        if (command.MemberId is { } owner) await merging.FollowAsync(owner, caller);
        return new IssueCardResponse
        {
            Card = EntryMapping.ToWire(Issued(answer.Entry!), available: 0, answer.Entry!.BusinessDate),
            Entry = EntryMapping.ToWire(answer.Entry),
            Replayed = answer.Replayed,
        };
    }

    private Refused? ReadIssue(IssueCardRequest request, Caller caller, out IssueCard command)
    {
        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        if (request.Type is V1.CardType.Unspecified or V1.CardType.Guest || !Enum.IsDefined(request.Type))
            refusals.Add(Refusal.FieldMalformed, "type");
        if (request is { Receipt: null, ReceiptSurrender: not null })
            refusals.Add(Refusal.FieldMalformed, "receipt_surrender");
        var receipt = request.Receipt is null
            ? null
            : ReceiptReader.Read(request.Receipt, caller, program, ref refusals);
        var number = ReadNewNumber(request.StockNumber, ref refusals);
        var member = request.MemberId.Length == 0
            ? (MemberId?)null
            : MemberReader.ReadId(request.MemberId, "member_id", ref refusals);
        refusals.Add(CallerRights.Check(caller, CallerRight.ServeCustomers));
        command = new IssueCard(id, number)
        {
            Type = (CardType)request.Type,
            Receipt = receipt,
            IsReceiptSurrendered = request.ReceiptSurrender is not null,
            IsStockNumber = request.StockNumber.Length > 0,
            MemberId = member,
        };
        return refusals.Refused;
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
