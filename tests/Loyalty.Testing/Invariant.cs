namespace Loyalty.Testing;

/// <summary>
/// States what must stay true of the engine, whatever breaks: each invariant once, with its number and its sentence.
/// Checks name the one that they hold; docs/invariants.md says of each where it is enforced and what checks it.
/// </summary>
/// <param name="Code">Its number, by which reports name it.</param>
/// <param name="Sentence">What must be true.</param>
public sealed record Invariant(string Code, string Sentence)
{
    public static readonly Invariant Balance = new(
        "I1",
        "A card's balance is the sum of its entries, the last running balance, and its lots less its debt; sequence "
        + "numbers have no gap and no repeat.");

    public static readonly Invariant Acknowledged = new(
        "I2",
        "Every acknowledged request is in the ledger exactly once, with the acknowledged sequence number and balance; "
        + "nothing is there that nobody asked for.");

    public static readonly Invariant Replay = new(
        "I3", "A replay never contradicts a committed answer, and nothing is refused without a cause.");

    public static readonly Invariant OneUse = new("I4", "A receipt earns at most once, and issues at most one card.");

    public static readonly Invariant Units = new(
        "I5", "Units of a capped counter are numbered from 1 without gap or overlap, up to the cap.");

    public static readonly Invariant Life = new(
        "I6", "Every entry was allowed on the card as it was just before; nothing follows on a card's end.");

    public static readonly Invariant Lots = new(
        "I7",
        "A balance is negative only by debt; lots are consumed soonest expiry first; no lot is below zero or above its "
        + "grant.");

    public static readonly Invariant History = new(
        "I8",
        "Each card's history is linearizable; a read begun after an acknowledgement shows at least its sequence "
        + "number.");

    public static readonly Invariant Chain = new(
        "I9", "The hash chain of each card's entries verifies; every entry names its caller and its request.");

    public static readonly Invariant Liveness = new(
        "I10", "After the last fault heals, calls succeed in the stated time; no request stays unknown.");

    public static readonly Invariant Harmless = new(
        "I11", "No request ends a process, leaks a stack trace, or changes state when it is refused.");

    public static IReadOnlyList<Invariant> All { get; } =
        [Balance, Acknowledged, Replay, OneUse, Units, Life, Lots, History, Chain, Liveness, Harmless];

    /// <summary>The number, where a report names an invariant or a scenario.</summary>
    public static implicit operator string(Invariant invariant) => invariant.Code;

    public override string ToString() => Code;
}
