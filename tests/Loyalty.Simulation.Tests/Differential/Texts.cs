using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Tests.Differential;

/// <summary>What stores say, in words that can be compared.</summary>
internal static class Texts
{
    public static string Of(WriteResult result) => result.Written
        ? "written, units " + string.Join(" | ", result.Units.Select(Of))
        : "not written";

    public static string Of(CommitOutcome? outcome) => outcome is null
        ? "-"
        : Invariant($"{outcome.Verdict} {Of(outcome.Entry)} {outcome.Difference} {outcome.Key} {
            Of(outcome.Units)}");

    public static string Of(Inspection inspection) => Invariant(
        $"{Of(inspection.Earlier)}; claimed {inspection.ClaimedKey}; seqs {
            string.Join(',', inspection.Seqs)}; {inspection.Locked}; {string.Join(',', inspection.Drawn)}; held by {
            string.Join(',', inspection.Holders)}");

    public static string Of(Standing standing) => Invariant($"seq {standing.Seq}; {Of(standing.Earlier)}");

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
        await foreach (var claim in snapshot.ReadClaimsAsync(default))
        {
            var meaning = claim.Row!.Meaning is { } known ? Hex(known.Bytes.AsSpan()) : "-";
            rows.Add(Invariant($"{claim.CardId}/{claim.Seq} {claim.Row.Key} {meaning}"));
        }

        await foreach (var holding in snapshot.ReadHoldingsAsync(default)) rows.Add(Invariant($"{holding.Row}"));
        await foreach (var draw in snapshot.ReadDrawsAsync(default)) rows.Add(Invariant($"{draw}"));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string Of(ImmutableArray<long> units) => units.IsDefault ? "" : string.Join(',', units);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
