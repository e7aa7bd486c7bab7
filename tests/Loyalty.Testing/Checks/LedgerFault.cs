using Loyalty.Domain.Entries;

namespace Loyalty.Testing.Checks;

/// <summary>An entry that must not be in the ledger, or not be so.</summary>
/// <param name="Invariant">The invariant that it violates.</param>
/// <param name="Entry">The entry.</param>
/// <param name="What">What is wrong, as the end of a sentence that begins with the entry.</param>
public sealed record LedgerFault(Invariant Invariant, LedgerEntry Entry, string What)
{
    public override string ToString() => $"{Entry.Brief()} {What}";
}

/// <summary>Texts of entries for reports.</summary>
public static class EntryTexts
{
    /// <summary>The entry in a few words, without its lots, caller and hash.</summary>
    public static string Brief(this LedgerEntry entry) =>
        $"{entry.Kind} {entry.CardId}/{entry.Seq} [{entry.Points} to {entry.Balance}, {entry.IdempotencyKey}]";
}
