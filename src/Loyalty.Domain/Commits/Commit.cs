using System.Collections.Immutable;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Commits;

/// <summary>
/// What a request is known by, for ever: a receipt's key, or the caller's request id. The ledger holds it once, with
/// the meaning it came with.
/// </summary>
/// <param name="Key">Unique over all cards and callers.</param>
/// <param name="Meaning">What the request asked for.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Identity")]
public sealed record Identity([property: Id(0)] string Key, [property: Id(1)] Meaning Meaning)
{
    /// <summary>The identity of a request without a natural one: unique per caller.</summary>
    public static Identity OfRequest(Caller caller, Guid requestId, Meaning meaning) =>
        new(RequestKey(caller, requestId), meaning);

    public static string RequestKey(Caller caller, Guid requestId) =>
        $"request/{caller.RequestScope}/{requestId:D}";
}

/// <summary>
/// Takes units from a counted row: campaign units, stock, a budget, a limit per plate, member or day. The units taken
/// are numbered on from those taken before.
/// </summary>
/// <param name="Key">The counted row; it comes into being with its first draw.</param>
/// <param name="Quantity">Units to take; at least 1.</param>
/// <param name="Bound">The most that all draws together may take.</param>
public sealed record Draw(string Key, long Quantity, long Bound);

/// <summary>What a commit does to one card.</summary>
/// <param name="Before">The state it was decided on; its sequence number is the fence.</param>
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

/// <summary>What becomes of a holding.</summary>
public enum HoldChange
{
    /// <summary>The card gives it up; nobody has it then.</summary>
    Release = 1,

    /// <summary>The card gets it, if nobody has it.</summary>
    Take = 2,
}

/// <summary>
/// Takes or gives up a unique use that, unlike a claim, can be given up again: a member's one card of a type.
/// </summary>
/// <param name="Key">What is held, by one card at a time.</param>
/// <param name="CardId">The card; one of the commit's.</param>
/// <param name="Change">Whether the card gets it or gives it up.</param>
public readonly record struct Hold(string Key, CardId CardId, HoldChange Change);

/// <summary>What a commit is known by besides its request: a receipt that earns along with it.</summary>
/// <param name="Identity">Claimed like the request's own; one that is taken refuses the commit.</param>
/// <param name="Entry">The commit's entry that answers it.</param>
public readonly record struct FurtherIdentity(Identity Identity, EntryReference Entry);

/// <summary>
/// One decision, to be made true in one transaction or not at all. Its guards are the sequence numbers it expects
/// (the fences), its identity, its claims, holds and draws.
/// </summary>
/// <param name="Cards">What it does to each of its cards, at least one; the first one answers.</param>
/// <param name="Identity">What the request is known by; the first card's last entry with it answers.</param>
/// <param name="Claims">Further unique uses, each by its key: a card number, a voucher code.</param>
/// <param name="Draws">Counted rows it takes from.</param>
public sealed record Commit(
    ImmutableArray<CardSteps> Cards,
    Identity Identity,
    ImmutableArray<string> Claims,
    ImmutableArray<Draw> Draws)
{
    /// <summary>Holdings that its cards get or give up; what is given up is so before anything is taken.</summary>
    public ImmutableArray<Hold> Holds { get; init; } = [];

    /// <summary>What else it is known by, each with an entry of its own.</summary>
    public ImmutableArray<FurtherIdentity> FurtherIdentities { get; init; } = [];

    /// <summary>All keys that it claims besides its identity's.</summary>
    public IEnumerable<string> FurtherKeys() => FurtherIdentities.IsEmpty
        ? Claims
        : Claims.Concat(FurtherIdentities.Select(further => further.Identity.Key));

    /// <summary>The state that the answering card was decided on.</summary>
    public CardState Before => Cards[0].Before;

    /// <summary>The state that the answering card is led to.</summary>
    public CardState After => Cards[0].After;

    /// <summary>The answering card.</summary>
    public CardId CardId => Before.CardId;

    /// <summary>The answering card's fence.</summary>
    public long ExpectedSeq => Before.Seq;

    /// <summary>The answering card's entries.</summary>
    public ImmutableArray<LedgerEntry> Entries => Cards[0].Entries;

    /// <summary>The entry that answers the request: the last one that isn't known by a further identity.</summary>
    public LedgerEntry Answer
    {
        get
        {
            var at = Entries.Length - 1;
            while (at > 0 && Entries[at].IdentityKey != Identity.Key) at--;
            return Entries[at];
        }
    }
}

/// <summary>What the rules make of a command: a commit, or a refusal. Exactly one of the two is set.</summary>
public readonly record struct Decision(Commit? Commit, Refused? Refused)
{
    public static implicit operator Decision(Commit commit) => new(commit, null);
    public static implicit operator Decision(Refused refused) => new(null, refused);
}
