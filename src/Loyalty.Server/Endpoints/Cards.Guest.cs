using System.Collections.Immutable;
using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;
using Receipt = Loyalty.Domain.Receipts.Receipt;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    public override async Task<IssueGuestCardResponse> IssueGuestCard(
        IssueGuestCardRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        var receipt = ReadPresented(request.Receipt, caller, ref refusals);
        var number = ReadNewNumber("", ref refusals);
        var cardId = CardId.ForRequest(caller.RequestScope, id);
        var answer = Accepted(await cards.Get(cardId).ExecuteAsync(
            new Domain.Cards.IssueGuestCard(id, number, receipt), caller));
        cards.Cache(answer.Entry!.CardNumber!.Value, cardId);
        return new IssueGuestCardResponse
        {
            GuestNumber = answer.Entry.CardNumber.Value.Digits,
            Entry = EntryMapping.ToWire(answer.Entry),
            Replayed = answer.Replayed,
            Receipt = EntryMapping.ToWire(receipt.Reference),
        };
    }

    public override async Task<PresentReceiptResponse> PresentReceipt(
        PresentReceiptRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        refusals.Add(CardNumber.Parse(request.GuestNumber, out var number), "guest_number");
        var receipt = ReadPresented(request.Receipt, caller, ref refusals);
        var answer = Accepted(await (await FindGuestAsync(number)).ExecuteAsync(
            new Domain.Cards.PresentReceipt(number, receipt), caller));
        return new PresentReceiptResponse { Entry = EntryMapping.ToWire(answer.Entry!), Replayed = answer.Replayed };
    }

    /// <summary>
    /// A guest's receipts for a card: (1) who calls, the request's shape, and whether the caller may; (2) the guest
    /// card, whose grain answers, and the card; (3) what became of each receipt, as the entries say.
    /// </summary>
    public override async Task<ClaimGuestCardResponse> ClaimGuestCard(
        ClaimGuestCardRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        refusals.Add(CardNumber.Parse(request.GuestNumber, out var guestNumber), "guest_number");
        refusals.Add(CardNumber.Parse(request.CardNumber, out var number), "card_number");
        refusals.Add(CallerRights.Check(caller, CallerRight.ServeCustomers));
        refusals.ThrowIfAny();

        var guest = await FindGuestAsync(guestNumber);
        var cardId = await cards.FindIdAsync(number) ?? throw new RefusedException(CardCalls.Unknown(number));
        if (cardId == await cards.FindIdAsync(guestNumber)) throw Malformed("card_number");
        var answer = Accepted(await guest.ExecuteAsync(
            new Domain.Cards.ClaimGuestCard(id, guestNumber, cardId, number), caller));
        return await TellAsync(answer);
    }

    private Receipt ReadPresented(V1.Receipt? wire, Caller caller, ref RequestValidator refusals)
    {
        var receipt = ReceiptReader.Read(wire, caller, program, ref refusals);
        refusals.Add(CallerRights.Check(caller, CallerRight.ServeCustomers));
        return refusals.Refused is null ? receipt! : throw new RefusedException(refusals.Refused);
    }

    private async Task<ICardGrain> FindGuestAsync(CardNumber number) =>
        await cards.FindAsync(number)
        ?? throw new RefusedException(CardCalls.Unknown(number) with { Field = "guest_number" });

    private async Task<ClaimGuestCardResponse> TellAsync(CardAnswer answer)
    {
        var claim = answer.Entry!;
        var presented = await ledger.ReadEntriesAsync(claim.CardId, 0, (int)claim.Seq);
        var last = claim.Counterpart!.Value;
        var earned = (await ledger.ReadEntriesAsync(
            last.CardId, Math.Max(0, last.Seq - presented.Length), presented.Length))
            .Where(entry => entry.Kind == Domain.Entries.EntryKind.Accrual
                && entry.Counterpart?.CardId == claim.CardId)
            .ToImmutableArray();
        var response = new ClaimGuestCardResponse
        {
            Entry = EntryMapping.ToWire(claim), Accruals = { earned.Select(EntryMapping.ToWire) },
            Replayed = answer.Replayed,
        };
        foreach (var shown in presented.Where(entry => entry.Kind == Domain.Entries.EntryKind.Presentation))
        {
            if (earned.All(entry => entry.Counterpart?.Seq != shown.Seq))
                response.LeftOut.Add(EntryMapping.ToWire(shown).Receipt);
        }

        return response;
    }
}
