using System.Collections.Immutable;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Commits;

/// <summary>
/// The idempotency key of a request, for ever: a receipt's key, or the caller's request id. The ledger has it once,
/// with the fingerprint that it came with.
/// </summary>
/// <param name="Value">Unique over all cards and callers.</param>
/// <param name="Fingerprint">The request's fingerprint.</param>
[GenerateSerializer, Immutable, Alias("loyalty.IdempotencyKey")]
public sealed record IdempotencyKey([property: Id(0)] string Value, [property: Id(1)] Fingerprint Fingerprint)
{
    /// <summary>The idempotency key of a request without a natural one: unique per caller.</summary>
    public static IdempotencyKey OfRequest(Caller caller, Guid requestId, Fingerprint fingerprint) =>
        new(RequestKey(caller, requestId), fingerprint);

    public static string RequestKey(Caller caller, Guid requestId) =>
        $"request/{caller.RequestScope}/{requestId:D}";
}

/// <summary>
/// Takes units from a counter: campaign units, stock, a budget, a limit per plate, member or day. The units taken
/// are numbered on from those taken before.
/// </summary>
/// <param name="Key">The counter; it begins with its first allocation.</param>
/// <param name="Quantity">Units to take; at least 1.</param>
/// <param name="Cap">The most that all allocations together may take.</param>
public sealed record Allocation(string Key, long Quantity, long Cap);

/// <summary>The steps of a commit on one card.</summary>
/// <param name="Before">The state it was decided on; its sequence number is the expected version.</param>
/// <param name="Entries">At least one; sequence numbers follow on from <paramref name="Before"/>.</param>
/// <param name="States">For each entry, the state after it.</param>
public readonly record struct CardSteps(
    CardState Before, ImmutableArray<LedgerEntry> Entries, ImmutableArray<CardState> States)
{
    public CardId CardId => Before.CardId;

    public long ExpectedSeq => Before.Seq;

    /// <summary>The state it leads to.</summary>
    public CardState After => States[^1];
}

/// <summary>A change of an exclusive slot.</summary>
public enum SlotAction
{
    /// <summary>The card gives it up; nobody has it then.</summary>
    Release = 1,

    /// <summary>The card gets it, if nobody has it.</summary>
    Take = 2,
}

/// <summary>
/// Takes or gives up an exclusive slot, which, unlike a unique key, can be given up again: a member's one card of a
/// type.
/// </summary>
/// <param name="Key">The slot, which one card at a time has.</param>
/// <param name="CardId">The card; one of the commit's.</param>
/// <param name="Change">Whether the card gets it or gives it up.</param>
public readonly record struct SlotChange(string Key, CardId CardId, SlotAction Change);

/// <summary>An idempotency key of a commit besides its request's: of a receipt that earns along with it.</summary>
/// <param name="IdempotencyKey">Used once like the request's own; one that is taken refuses the commit.</param>
/// <param name="Entry">The commit's entry that answers it.</param>
public readonly record struct FurtherKey(IdempotencyKey IdempotencyKey, EntryReference Entry);

/// <summary>
/// One decision, to be made true in one transaction or not at all. Its guards are the sequence numbers it expects
/// (the expected versions), its idempotency key, its unique keys, exclusive slots and allocations.
/// </summary>
/// <param name="Cards">Its steps on each of its cards, at least one; the first one answers.</param>
/// <param name="IdempotencyKey">The request's; the first card's last entry with it answers.</param>
/// <param name="UniqueKeys">Further keys that are used once: a card number, a voucher code.</param>
/// <param name="Allocations">Units that it takes from counters.</param>
public sealed record Commit(
    ImmutableArray<CardSteps> Cards,
    IdempotencyKey IdempotencyKey,
    ImmutableArray<string> UniqueKeys,
    ImmutableArray<Allocation> Allocations)
{
    /// <summary>
    /// Exclusive slots that its cards get or give up; what is given up is so before anything is taken.
    /// </summary>
    public ImmutableArray<SlotChange> SlotChanges { get; init; } = [];

    /// <summary>Its further idempotency keys, each with an entry of its own.</summary>
    public ImmutableArray<FurtherKey> FurtherKeys { get; init; } = [];

    /// <summary>All unique keys that it uses besides its idempotency key's.</summary>
    public IEnumerable<string> UniqueKeysBesides() => FurtherKeys.IsEmpty
        ? UniqueKeys
        : UniqueKeys.Concat(FurtherKeys.Select(further => further.IdempotencyKey.Value));

    /// <summary>The state that the answering card was decided on.</summary>
    public CardState Before => Cards[0].Before;

    /// <summary>The state that the answering card is led to.</summary>
    public CardState After => Cards[0].After;

    /// <summary>The answering card.</summary>
    public CardId CardId => Before.CardId;

    /// <summary>The answering card's version check.</summary>
    public long ExpectedSeq => Before.Seq;

    /// <summary>The answering card's entries.</summary>
    public ImmutableArray<LedgerEntry> Entries => Cards[0].Entries;

    /// <summary>
    /// The entry that answers the request: the last one that isn't known by a further idempotency key.
    /// </summary>
    public LedgerEntry Answer
    {
        get
        {
            var at = Entries.Length - 1;
            while (at > 0 && Entries[at].IdempotencyKey != IdempotencyKey.Value) at--;
            return Entries[at];
        }
    }
}

/// <summary>The decision of the rules on a command: a commit, or a refusal. Exactly one of the two is set.</summary>
public readonly record struct Decision(Commit? Commit, Refused? Refused)
{
    public static implicit operator Decision(Commit commit) => new(commit, null);
    public static implicit operator Decision(Refused refused) => new(null, refused);
}
