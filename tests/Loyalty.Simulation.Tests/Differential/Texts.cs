using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Tests.Differential;

/// <summary>Answers of stores, in words that can be compared.</summary>
internal static class Texts
{
    public static string Of(WriteResult result) => result.Written
        ? "written, units " + string.Join(" | ", result.Units.Select(Of))
        : "not written";

    public static string Of(CommitOutcome? outcome) => outcome is null
        ? "-"
        : Invariant($"{outcome.Status} {Of(outcome.Entry)} {outcome.Difference} {outcome.Key} {
            Of(outcome.Units)}");

    public static string Of(Inspection inspection) => Invariant(
        $"{Of(inspection.PriorOutcome)}; used {inspection.UsedKey}; seqs {
            string.Join(',', inspection.Seqs)}; {inspection.Locked}; {string.Join(',', inspection.Allocated)}; held by {
            string.Join(',', inspection.Holders)}");

    public static string Of(CardHead head) => Invariant($"seq {head.Seq}; {Of(head.PriorOutcome)}");

    /// <summary>An entry's hash covers all that it says.</summary>
    public static string Of(LedgerEntry? entry) => entry is null
        ? "-"
        : Invariant($"{entry.CardId}/{entry.Seq} {entry.Kind} {entry.Points} {entry.Balance} {
            Hex(entry.Hash.AsSpan())}");

    public static string Of(CardState? card) => card is null
        ? "-"
        : Invariant($"{card.CardId}/{card.Seq} {card.Number.Digits} {card.IssueDate:O} {card.Balance} {card.Debt} {
            string.Join(' ', card.Lots)} {card.RemainderMinor} {string.Join(' ', card.DayPoints)} {
            Hex(card.Hash.AsSpan())}");

    public static async Task<List<string>> RowsOfAsync(ILedgerStore store)
    {
        var rows = new List<string>();
        await using var snapshot = await store.OpenSnapshotAsync(default);
        await foreach (var entry in snapshot.ReadEntriesAsync(default))
            rows.Add(Of(entry.Row!.Entry) + " " + Of(entry.Row.State));
        await foreach (var uniqueKey in snapshot.ReadUniqueKeysAsync(default))
        {
            var fingerprint = uniqueKey.Row!.Fingerprint is { } known ? Hex(known.Bytes.AsSpan()) : "-";
            rows.Add(Invariant($"{uniqueKey.CardId}/{uniqueKey.Seq} {uniqueKey.Row.Key} {fingerprint}"));
        }

        await foreach (var slot in snapshot.ReadSlotsAsync(default)) rows.Add(Invariant($"{slot.Row}"));
        await foreach (var allocation in snapshot.ReadAllocationsAsync(default)) rows.Add(Invariant($"{allocation}"));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string Of(ImmutableArray<long> units) => units.IsDefault ? "" : string.Join(',', units);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
