using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;
using Receipt = Loyalty.Domain.Receipts.Receipt;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<IssueGuestCardResponse> IssueGuestCard(
        IssueGuestCardRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        var receipt = ReadPresented(request.Receipt, caller, Domain.Cards.IssueGuestCard.Verb, ref refusals);
        var answer = await guests.IssueAsync(new Domain.Cards.IssueGuestCard(id, default, receipt), caller);
        return new IssueGuestCardResponse
        {
            GuestNumber = answer.Entry.CardNumber!.Value.Digits,
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
        var receipt = ReadPresented(request.Receipt, caller, Domain.Cards.PresentReceipt.Verb, ref refusals);
        var answer = await guests.PresentAsync(new Domain.Cards.PresentReceipt(number, receipt), caller);
        return new PresentReceiptResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }

    public override async Task<ClaimGuestCardResponse> ClaimGuestCard(
        ClaimGuestCardRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);

        var refusals = new RequestValidator();
        var id = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        refusals.Add(CardNumber.Parse(request.GuestNumber, out var guestNumber), "guest_number");
        refusals.Add(CardNumber.Parse(request.CardNumber, out var number), "card_number");
        refusals.Add(CallerRights.Check(caller, Domain.Cards.ClaimGuestCard.Verb.Right));
        refusals.ThrowIfAny();

        var claim = await guests.ClaimAsync(
            new Domain.Cards.ClaimGuestCard(id, guestNumber, default, number), caller);
        return new ClaimGuestCardResponse
        {
            Entry = EntryMapping.ToWire(claim.Entry),
            Accruals = { claim.Accruals.Select(EntryMapping.ToWire) },
            LeftOut = { claim.LeftOut.Select(receipt => EntryMapping.ToWire(receipt)) },
            Replayed = claim.Replayed,
        };
    }

    private Receipt ReadPresented(
        V1.Receipt? wire, Caller caller, CardVerb verb, ref RequestValidator refusals)
    {
        var receipt = ReceiptReader.Read(wire, caller, program, ref refusals);
        refusals.Add(CallerRights.Check(caller, verb.Right));
        refusals.ThrowIfAny();
        return receipt!;
    }
}
