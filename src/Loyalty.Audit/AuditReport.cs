using Loyalty.Domain;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>The figures and findings of an audit.</summary>
/// <param name="Cards">Cards walked: those that have an entry or a unique key.</param>
/// <param name="Entries">Entries walked.</param>
/// <param name="Points">The sum of all entries.</param>
/// <param name="Differences">How many differences there are; more than <paramref name="Findings"/> may hold.</param>
/// <param name="Findings">The first <see cref="MaxFindings"/> differences.</param>
public sealed record AuditReport(
    long Cards, long Entries, long Points, long Differences, IReadOnlyList<AuditFinding> Findings)
{
    public const int MaxFindings = 1_000;

    public bool IsClean => Differences == 0;
}

/// <summary>A difference between what stands in the ledger and what must.</summary>
/// <param name="CardId">The card; null if it is of none.</param>
/// <param name="Seq">The entry; null if it is of none.</param>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Message"The value that stands, and the one that should.</param>
public sealed record AuditFinding(CardId? CardId, long? Seq, AuditRule Rule, string Message)
{
    public override string ToString() => $"{Rule}: card {CardId?.ToString() ?? "-"}, entry {Seq?.ToString(
        System.Globalization.CultureInfo.InvariantCulture) ?? "-"}: {Message}";
}

/// <summary>The rules that an audit checks; docs/invariants.md says which invariant each holds.</summary>
public enum AuditRule
{
    /// <summary>Sequence numbers begin with 1 and have no gap and no repeat.</summary>
    Sequence = 1,

    /// <summary>Each entry's hash is the hash of its predecessor's and of what it holds.</summary>
    Chain = 2,

    /// <summary>Each running balance is the one before and the entry's points.</summary>
    Balance = 3,

    /// <summary>
    /// The lots of each entry's state are what the entries did to them; with the debt they make the balance.
    /// </summary>
    Lots = 4,

    /// <summary>
    /// Each entry's state says of number, issue date, remainder and day points what the entries make of them.
    /// </summary>
    Card = 5,

    /// <summary>
    /// Each idempotency key and each number is used once, by the one entry that has it; each unique key has its entry.
    /// </summary>
    UniqueKeys = 6,

    /// <summary>An accrual's idempotency key is its receipt's, and a receipt earns at most once.</summary>
    Receipt = 7,

    /// <summary>
    /// Units are allocated from 1 on, without gap or overlap, by entries that exist, up to the bound.
    /// </summary>
    Allocations = 8,

    /// <summary>Each row can be read.</summary>
    Unreadable = 9,

    /// <summary>Each card has the entry that the anchor names, with the hash that it had then.</summary>
    Anchor = 10,

    /// <summary>
    /// Each state says of type, term, loss, suspension, cancellation and old numbers what the entries make of them;
    /// nothing follows on a cancellation, which leaves nothing; a suspended card neither earns nor gets a new number.
    /// </summary>
    Life = 11,

    /// <summary>
    /// Each slot has the one live card whose state says so, and no other: a member has one card of a type.
    /// </summary>
    ExclusiveSlots = 12,

    /// <summary>
    /// Points that left one card of a member's have come to the other, and each side names the other.
    /// </summary>
    Transfer = 13,

    /// <summary>
    /// A guest card holds receipts and no points, and ends: claimed on its day, or closed later. What earned by a claim
    /// is a receipt that the guest card named by it had.
    /// </summary>
    Guest = 14,
}
