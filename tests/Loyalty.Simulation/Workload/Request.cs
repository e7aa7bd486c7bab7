using Loyalty.Application.Cards;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Receipts;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Workload;

internal enum RequestKind
{
    Issue,
    Accrue,

    /// <summary>An accrual that allocations units as well, decided and committed beside the card's grain.</summary>
    Allocation,

    /// <summary>A desk changes the card itself.</summary>
    Change,

    /// <summary>A desk makes all cards of a member another's.</summary>
    Merge,
    Quote,
    Read,

    /// <summary>A desk issues a guest card for a receipt.</summary>
    IssueGuest,

    /// <summary>A desk claims a guest card for a card.</summary>
    ClaimGuest,

    /// <summary>A node closes the guest cards of days that are over.</summary>
    Sweep,

    /// <summary>A back office registers numbers of pre-printed cards.</summary>
    RegisterStock,
}

/// <summary>A request of a till or desk; repeated as it is until it is answered.</summary>
internal sealed class Request(int number, RequestKind kind, CardId cardId, Caller caller)
{
    public int Number => number;

    public RequestKind Kind => kind;

    public CardId CardId => cardId;

    public Caller Caller => caller;

    public Guid RequestId { get; init; }

    /// <summary>The presented number.</summary>
    public CardNumber CardNumber { get; init; }

    public Receipt? Receipt { get; init; }

    /// <summary>The idempotency key of a write; null for a question.</summary>
    public IdempotencyKey? IdempotencyKey { get; init; }

    public Allocation? Allocation { get; init; }

    /// <summary>The change; a replacement gets its fresh number from the node that takes it.</summary>
    public ICardCommand? Command { get; init; }

    public CardVerb Verb => Command?.Verb ?? AccruePoints.Verb;

    /// <summary>The numbers that are registered.</summary>
    public StockRange? Range { get; init; }

    /// <summary>Whose cards a merge moves.</summary>
    public MemberId Source { get; init; }

    /// <summary>Whose they become.</summary>
    public MemberId Into { get; init; }

    public bool AllowStale { get; init; }

    public bool IsWrite =>
        kind is RequestKind.Issue or RequestKind.Accrue or RequestKind.Allocation or RequestKind.Change;

    /// <summary>Whether it changes something, and is to be asked until it is answered.</summary>
    public bool IsToBeSettled => IsWrite || kind is RequestKind.ClaimGuest or RequestKind.RegisterStock;

    /// <summary>Whether it is about guest cards, which have checks of their own.</summary>
    public bool IsOfGuests => kind is RequestKind.IssueGuest or RequestKind.ClaimGuest or RequestKind.Sweep;

    /// <summary>The steps at which nodes received it; not each of them is ever answered.</summary>
    public List<long> Received { get; } = [];

    /// <summary>Names this request and all that ask for the very same.</summary>
    public string Sameness => $"{IdempotencyKey?.Value} {cardId} {Receipt?.TotalMinor}";

    private string Name => kind == RequestKind.Change ? $"{Verb}" : $"{kind}";

    public override string ToString() =>
        $"#{number} {Name} {IdempotencyKey?.Value ?? cardId.ToString()}"
        + $"{(Receipt is { } r ? $" of {r.TotalMinor}" : "")}";
}

/// <summary>An answer: an entry, a card's state, or a refusal.</summary>
/// <param name="Entry">The entry that answers a write, or as a quote says it would be.</param>
/// <param name="Replayed">Whether it was there before.</param>
/// <param name="Refused">Why there is none.</param>
/// <param name="Seq">As of which seq.</param>
/// <param name="Balance">The balance then.</param>
/// <param name="Unit">The first unit of an allocation, if it is known.</param>
internal sealed record Answer(
    LedgerEntry? Entry, bool Replayed, Refused? Refused, long Seq, long Balance, long? Unit = null)
{
    /// <summary>The whole answer to the claim of a guest card.</summary>
    public GuestClaim? Claim { get; init; }

    public static Answer Of(Refused refused) => new(null, false, refused, 0, 0);

    public static Answer Of(LedgerEntry entry, bool replayed, long? unit = null) =>
        new(entry, replayed, null, entry.Seq, entry.Balance, unit);

    /// <summary>That something was done which has no entry of its own.</summary>
    public static readonly Answer Done = new(null, false, null, 0, 0);

    /// <summary>Whether asking again is of no use: it is done, or rules or an earlier use stand against it.</summary>
    public bool IsFinal => Refused is null || RefusalNatures.Of(Refused.Reason) != RefusalNature.OfMoment;

    public override string ToString() => Refused is { } refused
        ? $"{refused.Reason}"
        : $"seq {Seq}, balance {Balance}{(Replayed ? ", replayed" : "")}";
}

/// <summary>One answer that reached its sender, with the steps at which it was sent, received and came.</summary>
internal sealed record Observation(Request Request, int Node, long Sent, long Received, long Came, Answer Answer);
