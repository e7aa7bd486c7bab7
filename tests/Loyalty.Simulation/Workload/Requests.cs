using System.Globalization;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Workload;

/// <summary>Makes up what tills and desks ask for, and caches it all.</summary>
internal sealed class Requests(Plan plan, Dice dice, Func<DateOnly> today)
{
    private readonly List<Request> writes = [];
    private readonly List<Request> issues = [];
    private readonly Dictionary<CardId, SortedList<long, CardNumber>> numbers = [];
    private readonly HashSet<CardId> ended = [];
    private readonly List<CardId> issued = [];
    private readonly List<Request> merges = [];
    private readonly StockRequests stock = new(plan, dice.Fork(), today);
    private readonly MemberPool members = new(dice.Fork());
    private int count;
    private int receipts;

    /// <summary>Requests about guest cards.</summary>
    public GuestRequests Guests { get; } = new(plan, dice.Fork());

    /// <summary>Every write that was ever asked for.</summary>
    public IReadOnlyList<Request> Writes => writes;

    /// <summary>Cards whose number a desk knows, in the order in which it learned them.</summary>
    public IReadOnlyList<CardId> Issued => issued;

    public void Learn(CardId cardId, LedgerEntry entry)
    {
        if (entry.Kind == EntryKind.Cancellation) ended.Add(cardId);
        if (entry.CardNumber is not { } number) return;
        if (numbers.TryAdd(cardId, [])) issued.Add(cardId);
        numbers[cardId][entry.Seq] = number;
    }

    /// <summary>Learns that a merge was answered as done.</summary>
    public void Learn(Request merge)
    {
        merges.Add(merge);
        members.Learn(merge.Source);
    }

    /// <summary>Every merge that was answered as done.</summary>
    public IReadOnlyList<Request> Merges => merges;

    /// <summary>Picks the next request of a till or desk.</summary>
    public Request Next()
    {
        if (issues.Count == 0 || (issues.Count < plan.Cards && dice.Chance(0.2))) return Issue();
        if (dice.Chance(plan.Faults.Stock)) return NextOfStock();
        if (issued.Count == 0) return dice.Chance(0.4) ? dice.Pick(issues) : Read(dice.Pick(issues).CardId);
        if (dice.Chance(plan.Faults.Guests)) return NextOfGuests();
        return dice.Below(100) switch
        {
            < 2 => Wrong(),
            < 12 => dice.Pick(writes),
            < 20 => Again(),
            < 28 => Quote(SomeCard()),
            < 40 => Read(dice.Chance(0.8) ? SomeCard() : dice.Pick(issues).CardId),
            _ when dice.Chance(plan.Faults.Members * 0.05) => Merge(),
            _ when dice.Chance(plan.Faults.Changes) => Change(SomeCard()),
            _ => dice.Chance(plan.Faults.Allocations) ? Allocation(SomeCard()) : Accrue(SomeCard()),
        };
    }

    public Request Sweep() => Guests.Sweep(++count);

    private Request NextOfStock()
    {
        var request = stock.Next(++count, Receipt(Total()));
        if (request.Kind != RequestKind.Issue) return request;
        issues.Add(request);
        writes.Add(request);
        return request;
    }

    private Request NextOfGuests()
    {
        var receipt = dice.Chance(0.5) ? dice.Pick(writes).Receipt ?? Receipt(Total()) : Receipt(Total());
        if (dice.Chance(0.2)) return Accrue(SomeCard(), receipt);
        var card = SomeCard();
        var request = Guests.Next(++count, receipt, (card, NumberOf(card)));

        // Half of the time a till is about to accrue what the guest shows.
        if (request.Kind == RequestKind.IssueGuest && dice.Chance(0.5)) Accrue(SomeCard(), receipt);
        return request;
    }

    public Request Accrue(CardId cardId) => Accrue(cardId, Receipt(Total()));

    public Request Read(CardId cardId) => new(++count, RequestKind.Read, cardId, Till(1))
    {
        AllowStale = dice.Chance(0.2), CardNumber = numbers.ContainsKey(cardId) ? NumberOf(cardId) : default,
    };

    /// <summary>A read that must be up to date.</summary>
    public Request Probe(CardId cardId) => new(++count, RequestKind.Read, cardId, Till(1));

    private Request Issue()
    {
        var desk = new Caller(CallerKind.Desk, "desk-1", "mall", "", "eve");
        var id = new Guid(count + 1, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0);
        var command = new IssueCard(id, default)
        {
            Type = dice.Chance(plan.Faults.Terms) ? CardType.OneYear
                : dice.Chance(0.5) ? CardType.LongTerm : CardType.Digital,
            MemberId = dice.Chance(plan.Faults.Members) ? members.Pick() : null,
        };
        var request = new Request(++count, RequestKind.Issue, CardId.ForRequest(desk.RequestScope, id), desk)
        {
            RequestId = id, Command = command, IdempotencyKey = Card.IdempotencyKeyOf(command, desk),
        };
        issues.Add(request);
        writes.Add(request);
        return request;
    }

    private Request Change(CardId cardId)
    {
        var desk = new Caller(CallerKind.Desk, $"desk-{dice.Between(1, 2)}", "mall", "", "eve");
        var id = new Guid(count + 1, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0);
        var number = NumberOf(cardId);
        var other = dice.Pick(issued);
        if (other == cardId) other = issued[(issued.IndexOf(other) + 1) % issued.Count];
        var command = other != cardId && dice.Chance(plan.Faults.Members)
            ? Changes.PickOfMembers(dice, id, number, (other, NumberOf(other)), members.Pick())
            : Changes.Pick(dice, id, number, dice.Chance(plan.Faults.Stock) ? stock.Number() : null);
        var request = new Request(++count, RequestKind.Change, cardId, desk)
        {
            RequestId = id, CardNumber = number, Command = command,
            IdempotencyKey = command.IdempotencyKeyOn(
                cardId, new DecisionContext(new(1, plan.Rules), plan.Calendar, default, desk)),
        };
        writes.Add(request);
        return request;
    }

    /// <summary>
    /// All cards of a member become another's. It is known by what it finds, so that nothing is to be replayed.
    /// </summary>
    private Request Merge()
    {
        var desk = new Caller(CallerKind.Desk, "desk-1", "mall", "", "eve");
        var (source, into) = (members.Pick(), members.Pick());
        return source == into
            ? Read(SomeCard())
            : new Request(++count, RequestKind.Merge, issued[0], desk) { Source = source, Into = into };
    }

    private Request Accrue(CardId cardId, Receipt receipt)
    {
        var request = new Request(++count, RequestKind.Accrue, cardId, Till(receipt.TotalMinor))
        {
            CardNumber = NumberOf(cardId), Receipt = receipt, IdempotencyKey = IdempotencyKeyOf(cardId, receipt),
        };
        writes.Add(request);
        return request;
    }

    /// <summary>A receipt that was used before, on another card or with other content.</summary>
    private Request Again()
    {
        var earlier = dice.Pick(writes);
        if (earlier.Receipt is not { } receipt) return earlier;
        return dice.Chance(0.5) || earlier.Kind == RequestKind.Issue
            ? Accrue(SomeCard(), receipt)
            : Accrue(earlier.CardId, receipt with { TotalMinor = receipt.TotalMinor + plan.Rules.EarnUnitMinor });
    }

    private Request Allocation(CardId cardId)
    {
        var receipt = Receipt(Total());
        var request = new Request(++count, RequestKind.Allocation, cardId, Till(0))
        {
            CardNumber = NumberOf(cardId), Receipt = receipt, IdempotencyKey = IdempotencyKeyOf(cardId, receipt),
            Allocation = new Allocation(
                dice.Chance(0.5) ? "campaign/a" : "campaign/b", dice.Between(1, 2), plan.CampaignCap),
        };
        writes.Add(request);
        return request;
    }

    private Request Quote(CardId cardId) => new(++count, RequestKind.Quote, cardId, Till(2))
    {
        CardNumber = NumberOf(cardId),
        Receipt = dice.Chance(0.5) ? dice.Pick(writes).Receipt ?? Receipt(Total()) : Receipt(Total()),
        AllowStale = dice.Chance(0.2),
    };

    /// <summary>A number that was never given out.</summary>
    private Request Wrong()
    {
        var receipt = Receipt(Total());
        return new Request(++count, RequestKind.Accrue, issued[0], Till(3))
        {
            CardNumber = CardNumber.Create("8", "00000000000000"), Receipt = receipt,
            IdempotencyKey = IdempotencyKeyOf(issued[0], receipt),
        };
    }

    /// <summary>Much of what is asked concerns one card, for as long as it isn't known to have ended.</summary>
    private CardId SomeCard()
    {
        if (!dice.Chance(plan.Faults.HotCard)) return dice.Pick(issued);
        foreach (var cardId in issued)
            if (!ended.Contains(cardId)) return cardId;
        return issued[0];
    }

    /// <summary>The number that the card was last known by; sometimes an older one.</summary>
    private CardNumber NumberOf(CardId cardId)
    {
        var known = numbers[cardId].Values;
        return known[^1] is var last && known.Count > 1 && dice.Chance(0.15) ? known[dice.Below(known.Count)] : last;
    }

    private long Total() => plan.BigReceipts && dice.Chance(0.3)
        ? ProgramRules.MaxAmountMinor
        : dice.Between(1, 40) * plan.Rules.EarnUnitMinor / 3;

    private Receipt Receipt(long totalMinor)
    {
        var number = (++receipts).ToString(CultureInfo.InvariantCulture);
        var date = today().AddDays(-dice.Below(3));
        return new Receipt(
            "s" + (receipts % 2), "t1", number, date, null, "till", Math.Max(1, totalMinor),
            plan.Rules.Currency.Code, [], []);
    }

    private IdempotencyKey IdempotencyKeyOf(CardId cardId, Receipt receipt) =>
        Card.IdempotencyKeyOf(cardId, new AccruePoints(default, receipt), plan.Rules);

    private static Caller Till(long number) => new(CallerKind.Till, $"till-{number % 3}", "mall", "", "ann");
}
