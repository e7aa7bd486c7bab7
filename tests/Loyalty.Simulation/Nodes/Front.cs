using Loyalty.Application;
using Loyalty.Application.Cards;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Simulation.Workload;

namespace Loyalty.Simulation.Nodes;

/// <summary>Hands each request to its use case, as the server's endpoints do, and answers what came of it.</summary>
/// <param name="useCases">The use cases.</param>
/// <param name="sideDoor">Takes the accruals that allocate units.</param>
/// <param name="datesDiffer">Whether nodes differ in their dates, so that a guest card may be due on one alone.</param>
internal sealed class Front(UseCases useCases, SideDoor sideDoor, bool datesDiffer)
{
    /// <summary>Answers a request. Throws only what nobody foresaw.</summary>
    public async Task<Answer> HandleAsync(Request request)
    {
        try
        {
            return await CallAsync(request);
        }
        catch (RefusedException e)
        {
            return Answer.Of(e.Refused);
        }
        catch (Exception e) when (RuntimeErrors.RefusalOf(e) is { } refusal)
        {
            return Answer.Of(new Refused(refusal));
        }
    }

    private async Task<Answer> CallAsync(Request request)
    {
        switch (request.Kind)
        {
            case RequestKind.Accrue:
                return Of(await useCases.Accruals.AccrueAsync(AccrualOf(request), request.Caller));
            case RequestKind.Quote:
                var quote = await useCases.Accruals.QuoteAsync(
                    AccrualOf(request), request.Caller, request.AllowStale);
                return new Answer(quote.Entry, quote.Accrued, null, quote.Seq, quote.Entry!.Balance);
            case RequestKind.Issue:
                return Of(await useCases.Desk.IssueAsync((IssueCard)request.Command!, request.Caller, default));
            case RequestKind.Change:
                return Of(await ChangeAsync(request));
            case RequestKind.Read:
                return await ReadAsync(request);
            case RequestKind.Merge:
                await useCases.Merging.MergeAsync(request.Source, request.Into, request.Caller);
                return Answer.Done;
            case RequestKind.IssueGuest:
                return Of(await useCases.Guests.IssueAsync(
                    new IssueGuestCard(request.RequestId, default, request.Receipt!), request.Caller));
            case RequestKind.ClaimGuest:
                var claim = await useCases.Guests.ClaimAsync((ClaimGuestCard)request.Command!, request.Caller);
                return Answer.Of(claim.Entry, claim.Replayed) with { Claim = claim };
            case RequestKind.Sweep:
                var swept = await useCases.Sweep.RunAsync(default);
                return swept.Left > 0 && !datesDiffer ? Answer.Of(new Refused(Refusal.LostRace)) : Answer.Done;
            case RequestKind.RegisterStock:
                await useCases.Stock.RegisterAsync(request.Range!, default);
                return Answer.Done;
            case RequestKind.Allocation:
                return await sideDoor.AllocateAsync(request);
            default:
                throw new ArgumentOutOfRangeException(nameof(request), request.Kind, null);
        }
    }

    private Task<EntryAnswer> ChangeAsync(Request request) => request.Command switch
    {
        ReplaceCard command => useCases.Desk.ReplaceAsync(command, request.Caller, default),
        LinkMember command => useCases.Desk.LinkAsync(command, request.Caller),
        TransferPoints command => useCases.Desk.TransferAsync(command, request.Caller),
        var command => useCases.Desk.ChangeAsync(request.CardNumber, command!, request.Caller),
    };

    /// <summary>Reads a card by a number, or where no number is known yet, by its id.</summary>
    private async Task<Answer> ReadAsync(Request request)
    {
        if (request.CardNumber != default)
        {
            var view = await useCases.Views.GetAsync(request.CardNumber, request.AllowStale, null, request.Caller);
            return new Answer(null, false, null, view.State.Seq, view.State.Balance);
        }

        var reading = await useCases.Lookup.Get(request.CardId).ReadAsync(request.AllowStale);
        return reading.Refused is { } refused
            ? Answer.Of(refused)
            : new Answer(null, false, null, reading.State!.Seq, reading.State.Balance);
    }

    private static AccruePoints AccrualOf(Request request) => new(request.CardNumber, request.Receipt!);

    private static Answer Of(EntryAnswer answer) => Answer.Of(answer.Entry, answer.Replayed);

    private static Answer Of(CardAnswer answer) =>
        answer.Refused is { } refused ? Answer.Of(refused) : Answer.Of(answer.Entry!, answer.Replayed);
}
