using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Lives.Imports;
using Loyalty.V1;
using CardNumber = Loyalty.Domain.Cards.CardNumber;
using EntryKind = Loyalty.Domain.Entries.EntryKind;
using ImportCheck = Loyalty.Torture.Lives.Imports.ImportCheck;
using LedgerEntry = Loyalty.Domain.Entries.LedgerEntry;

namespace Loyalty.Torture.Tests.Checks;

public sealed class ImportCheckTests
{
    private static readonly ImportedCard Card = Lost(7);
    private static readonly ImportedCard Altered = Lost(8);

    /// <summary>Two sent the line, one sent it altered, and the first sent it again.</summary>
    private static readonly ImportTold[] Told =
    [
        Made(0), Made(0) with { Replayed = true }, Refused(1, "IMPORT_CONFLICT"),
        Made(0) with { Replayed = true, IsLate = true },
    ];

    private static readonly LedgerEntry[] Rows =
    [
        Entries.Of(1, 1, EntryKind.Issue, "", number: "77"), Entries.Of(1, 2, EntryKind.LossReport, ""),
        Entries.Of(1, 3, EntryKind.OpeningBalance, "k", 7, 7),
    ];

    [Fact]
    public void Line_ImportedOnce_IsClean()
    {
        Assert.Empty(Check(Told, Rows));
        ImportTold[] other = [Refused(0, "IMPORT_CONFLICT"), Made(1), Refused(0, "IMPORT_CONFLICT")];
        Assert.Empty(Check(other, [.. Rows[..2], Rows[2] with { Points = 8, Balance = 8 }]));
    }

    [Fact]
    public void Told_WhatCannotBe_IsNamed()
    {
        AssertNamed(Invariant.OneUse, [Refused(0, "IMPORT_CONFLICT")], Rows);
        AssertNamed(Invariant.Replay, [.. Told, Made(1) with { Replayed = true }], Rows); // both contents
        AssertNamed(Invariant.Replay, [.. Told, Made(0) with { Replayed = true, Number = "78" }], Rows);
        AssertNamed(Invariant.Replay, [.. Told, Made(0) with { Replayed = true, Seq = 2 }], Rows);
        AssertNamed(Invariant.Replay, [.. Told, Made(0)], Rows); // made twice
        AssertNamed(Invariant.Replay, [Made(0) with { IsLate = true }], Rows);
        AssertNamed(Invariant.Replay, [.. Told, Refused(0, "CARD_UNKNOWN")], Rows);
        AssertNamed(Invariant.OneUse, [.. Told, Made(0) with { Replayed = true, Card = "c2" }], Rows); // two cards
    }

    [Fact]
    public void Card_ThatIsNotTheLine_IsNamed()
    {
        AssertNamed(Invariant.OneUse, Told, [.. Rows[..2], Rows[2] with { Points = 8, Balance = 8 }]);
        AssertNamed(Invariant.OneUse, Told, [Rows[0], Rows[2]]); // the loss is missing
        AssertNamed(Invariant.OneUse, Told, [.. Rows, Rows[2] with { Seq = 4, Balance = 14 }]);
        AssertNamed(Invariant.OneUse, Told, [Rows[0] with { CardNumber = new CardNumber("78") }, .. Rows[1..]]);
        AssertNamed(Invariant.OneUse, Told, [.. Rows[..2], Rows[2] with { IdempotencyKey = "other" }]);
    }

    private static void AssertNamed(string rule, ImportTold[] told, LedgerEntry[] rows) =>
        Assert.Contains(Check(told, rows), found => found.Rule == rule);

    private static IReadOnlyList<Violation> Check(ImportTold[] told, LedgerEntry[] rows)
    {
        var violations = new Violations(TextWriter.Null);
        var story = new ImportStory([new ImportLine("k", [Card, Altered], told)]);
        ImportCheck.Check(story, rows.ToLookup(row => $"{row.CardId}", StringComparer.Ordinal), violations);
        return violations.All;
    }

    private static ImportTold Made(int content) => new(content, Entries.Card(1), "77", 3, false, "", false);

    private static ImportTold Refused(int content, string reason) => new(content, "", "", 0, false, reason, false);

    private static ImportedCard Lost(long points) =>
        new() { Status = ImportedStatus.Lost, Lots = { new ImportedLot { Points = points } } };
}
