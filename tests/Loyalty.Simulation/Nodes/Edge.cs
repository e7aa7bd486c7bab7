using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Workload;
using Orleans;
using Orleans.Runtime;

namespace Loyalty.Simulation.Nodes;

/// <summary>What the server's endpoints do, without the wire: find the grain, call it, name what failed.</summary>
internal sealed class Edge(
    IGrainFactory grains, CardDirectory directory, ILedger ledger, ILedgerStore store, IStockRegister stock,
    LoyaltyProgram program, BrokenPart broken, Dice dice)
{
    private readonly SideDoor sideDoor = new(ledger, program);

    public async Task<Answer> HandleAsync(Request request)
    {
        try
        {
            return request.Kind switch
            {
                RequestKind.Issue => await IssueAsync(request),
                RequestKind.Allocation => await sideDoor.AllocateAsync(request),
                RequestKind.Read => await ReadAsync(request),
                RequestKind.Merge => await MergeAsync(request),
                RequestKind.IssueGuest => Of(await Grain(request.CardId).ExecuteAsync(
                    new IssueGuestCard(request.RequestId, CardNumberGenerator(), request.Receipt!), request.Caller)),
                RequestKind.ClaimGuest => Of(await Grain(request.CardId).ExecuteAsync(
                    (ClaimGuestCard)request.Command!, request.Caller)),
                RequestKind.Sweep => await SweepAsync(request),
                RequestKind.RegisterStock => await RegisterAsync(request),
                _ => await ByNumberAsync(request),
            };
        }
        catch (Exception exception) when (broken.RefusalOf(exception, RefusalOf(exception)) is { } refusal)
        {
            return Answer.Of(new Refused(refusal));
        }
    }

    private async Task<Answer> IssueAsync(Request request)
    {
        var command = (IssueCard)request.Command!;
        if (!command.IsStockNumber) command = command with { Number = CardNumberGenerator() };
        else if (!await stock.HoldsAsync(command.Number, default)) return NotInStock;
        return Of(await Grain(request.CardId).ExecuteAsync(command, request.Caller));
    }

    private static Answer NotInStock => Answer.Of(new Refused(Refusal.StockNumberUnknown, "stock_number"));

    private async Task<Answer> RegisterAsync(Request request) =>
        await stock.RegisterAsync(request.Range!, default) == CommitStatus.Conflict
            ? Answer.Of(new Refused(Refusal.RequestConflict, "request_id"))
            : Answer.Done;

    private async Task<Answer> ReplaceAsync(ICardGrain card, ReplaceCard command, Caller caller)
    {
        if (!command.IsStockNumber) command = command with { NewNumber = CardNumberGenerator() };
        else if (!await stock.HoldsAsync(command.NewNumber, default)) return NotInStock;
        return Of(await card.ExecuteAsync(command, caller));
    }

    private async Task<Answer> ChangeAsync(ICardGrain card, Request request) => request.Command is ReplaceCard replace
        ? await ReplaceAsync(card, replace, request.Caller)
        : Of(await card.ExecuteAsync(request.Command!, request.Caller));

    /// <summary>Looks up the cards of both members and moves the one's, until there are none.</summary>
    private async Task<Answer> MergeAsync(Request request)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var his = await CardsOfAsync(request.Source);
            if (his.Count == 0) return new Answer(null, false, null, 0, 0);
            var others = his.Skip(1).Concat(await CardsOfAsync(request.Into)).Select(card => card.CardId);
            var command = new MergeCards(request.Source, request.Into, his[0].Number, his[0].Seq, [.. others]);
            var answer = await Grain(his[0].CardId).ExecuteAsync(command, request.Caller);
            if (answer.Refused is { Reason: not Refusal.LostRace } refused) return Answer.Of(refused);
        }

        return Answer.Of(new Refused(Refusal.LostRace));
    }

    private async Task<List<CardState>> CardsOfAsync(MemberId member)
    {
        var cards = new List<CardState>();
        foreach (var type in new[] { CardType.OneYear, CardType.LongTerm, CardType.Digital })
        {
            if (await ledger.FindCardAsync(member, type) is not { } cardId) continue;
            if (await ledger.LoadAsync(cardId) is { } card && card.Life.MemberId == member) cards.Add(card);
        }

        return cards;
    }

    /// <summary>As the server's sweep does it: what fails stays for the next one.</summary>
    private async Task<Answer> SweepAsync(Request request)
    {
        var open = await store.FindSlotsAsync(
            ExclusiveSlots.FirstGuest, ExclusiveSlots.GuestsBefore(program.Today), 100, default);
        var last = Answer.Done;
        foreach (var guest in open)
        {
            var answer = await Grain(guest.CardId).ExecuteAsync(new CloseGuestCard(), request.Caller);
            if (answer.Refused is { Reason: not Refusal.CardCancelled } refused) last = Answer.Of(refused);
        }

        return last;
    }

    /// <summary>A fifth of the numbers come from a space so small that they clash.</summary>
    private CardNumber CardNumberGenerator()
    {
        var body = dice.Chance(0.2) ? (ulong)dice.Below(3) : dice.Next() % 100_000_000_000_000;
        return CardNumber.Create("9", body.ToString("D14", System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task<Answer> ByNumberAsync(Request request)
    {
        if (await directory.FindAsync(request.CardNumber) is not { } cardId)
            return Answer.Of(new Refused(Refusal.CardUnknown));
        if (request.Kind == RequestKind.Change) return await ChangeAsync(Grain(cardId), request);
        var command = new AccruePoints(request.CardNumber, request.Receipt!);
        if (request.Kind == RequestKind.Accrue)
            return Of(await broken.AccrueAsync(Grain(cardId), command, request.Caller));
        var quote = await Grain(cardId).QuoteAsync(command, request.Caller, request.AllowStale);
        return quote.Refused is { } refused
            ? Answer.Of(refused)
            : new Answer(quote.Entry, quote.Accrued, null, quote.Seq, quote.Entry!.Balance);
    }

    private async Task<Answer> ReadAsync(Request request)
    {
        var reading = await Grain(request.CardId).ReadAsync(request.AllowStale);
        return reading.Refused is { } refused
            ? Answer.Of(refused)
            : new Answer(null, false, null, reading.State!.Seq, reading.State.Balance);
    }

    private ICardGrain Grain(CardId cardId) => grains.GetGrain<ICardGrain>(cardId.Value);

    private static Answer Of(CardAnswer answer) =>
        answer.Refused is { } refused ? Answer.Of(refused) : Answer.Of(answer.Entry!, answer.Replayed);

    /// <summary>As the server says it.</summary>
    private static Refusal? RefusalOf(Exception exception) => exception switch
    {
        LedgerException or StoreException => Refusal.LedgerUnavailable,
        LimitExceededException => Refusal.Overloaded,
        TimeoutException or OrleansException or OperationCanceledException => Refusal.OutcomeUnknown,
        _ => null,
    };
}
