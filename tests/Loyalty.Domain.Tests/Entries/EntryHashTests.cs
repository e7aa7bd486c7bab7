using System.Reflection;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Tests.Entries;

public sealed class EntryHashTests
{
    private static readonly LedgerEntry Entry = new(
        Sample.CardId, 7, EntryKind.Accrual, 5, 105, 95, [new LotEffect(new DateOnly(2027, 12, 31), 3)],
        Sample.Today, Sample.Now.ToUniversalTime(), Sample.Till, "accrual/2026-03-15/store-1//R-1001",
        Sample.Receipt.Reference, null, 3, [new Grant("base", 5)], 42, []);

    private static readonly MemberId Member = new(Guid.Parse("6f0d2a52-7a8e-8b0e-9c59-0d8a1f2b3c4d"));

    private static readonly CardChange Change = new(CardType.OneYear, new DateOnly(2027, 3, 15), 200, "Lost", true);

    private static readonly ReceiptLine Line = new("p-1", "茶", 1_500, 500);

    private static readonly ReceiptContent Content = new([Line], [new Tender("cash", 500)]);

    private static readonly Dictionary<string, LedgerEntry[]> Changes = new(StringComparer.Ordinal)
    {
        ["CardId"] = [Entry with { CardId = new CardId(Guid.Empty) }],
        ["Seq"] = [Entry with { Seq = 8 }],
        ["Kind"] = [Entry with { Kind = EntryKind.Expiry }],
        ["Points"] = [Entry with { Points = -5 }],
        ["Balance"] = [Entry with { Balance = 104 }],
        ["Available"] = [Entry with { Available = 0 }],
        ["LotEffects"] =
        [
            Entry with { LotEffects = [] },
            Entry with { LotEffects = [new LotEffect(null, 3)] },
            Entry with { LotEffects = [new LotEffect(new DateOnly(2027, 12, 31), 4)] },
            Entry with { LotEffects = [.. Entry.LotEffects, .. Entry.LotEffects] },
        ],
        ["BusinessDate"] = [Entry with { BusinessDate = Sample.Today.AddDays(1) }],
        ["Time"] = [Entry with { Time = Entry.Time.AddMicroseconds(1) }],
        ["Caller"] =
        [
            Entry with { Caller = Sample.Till with { Kind = CallerKind.Desk } },
            Entry with { Caller = Sample.Till with { Name = "x" } },
            Entry with { Caller = Sample.Till with { Mall = "x" } },
            Entry with { Caller = Sample.Till with { Store = "x" } },
            Entry with { Caller = Sample.Till with { Operator = "x" } },
        ],
        ["IdempotencyKey"] = [Entry with { IdempotencyKey = "" }],
        ["Receipt"] =
        [
            Entry with { Receipt = null },
            Entry with { Receipt = Sample.Receipt.Reference with { Store = "x" } },
            Entry with { Receipt = Sample.Receipt.Reference with { Till = "x" } },
            Entry with { Receipt = Sample.Receipt.Reference with { Number = "x" } },
            Entry with { Receipt = Sample.Receipt.Reference with { BusinessDate = Sample.Today.AddDays(1) } },
            Entry with { Receipt = Sample.Receipt.Reference with { TotalMinor = 1 } },
            Entry with { Receipt = Sample.Receipt.Reference with { Currency = "x" } },
        ],
        ["CardNumber"] = [Entry with { CardNumber = Sample.Number }, Entry with { CardNumber = Sample.OtherNumber }],
        ["RulesVersion"] = [Entry with { RulesVersion = 4 }],
        ["Grants"] =
        [
            Entry with { Grants = [] },
            Entry with { Grants = [new Grant("base", 4)] },
            Entry with { Grants = [new Grant("bonus", 5)] },
        ],
        ["RemainderMinor"] = [Entry with { RemainderMinor = 43 }],
        ["Change"] =
        [
            Entry with { Change = Change },
            Entry with { Change = new CardChange(null, null, 0, "", false) },
            Entry with { Change = Change with { Type = CardType.Digital } },
            Entry with { Change = Change with { TermEndDate = null } },
            Entry with { Change = Change with { FeeMinor = 0 } },
            Entry with { Change = Change with { Reason = "lost" } },
            Entry with { Change = Change with { IsReceiptSurrendered = false } },
            Entry with { Change = Change with { MemberId = Member } },
            Entry with { Change = Change with { Source = "members.csv:17" } },
            Entry with { Change = Change with { MemberId = Member, Source = "members.csv:17" } },
        ],
        ["Counterpart"] =
        [
            Entry with { Counterpart = new EntryReference(Entry.CardId, 3) },
            Entry with { Counterpart = new EntryReference(Entry.CardId, 4) },
            Entry with { Counterpart = new EntryReference(new CardId(Member.Value), 3) },
        ],
        ["Content"] =
        [
            Entry with { Content = Content },
            Entry with { Content = new ReceiptContent([], []) },
            Entry with { Content = Content with { Tenders = [] } },
            Entry with { Content = Content with { Lines = [] } },
            Entry with { Content = Content with { Lines = [Line with { Product = "x" }] } },
            Entry with { Content = Content with { Lines = [Line with { Category = "x" }] } },
            Entry with { Content = Content with { Lines = [Line with { QuantityMilli = 1 }] } },
            Entry with { Content = Content with { Lines = [Line with { AmountMinor = 1 }] } },
            Entry with { Content = Content with { Tenders = [new Tender("x", 500)] } },
            Entry with { Content = Content with { Tenders = [new Tender("cash", 1)] } },
        ],
    };

    /// <summary>Frozen: the chain of every card would break. Recomputed apart from this code.</summary>
    [Fact]
    public void Compute_CanonicalForm_IsFrozen()
    {
        Assert.Equal("6728c122cc42c1d3946517483fdfab46b534c5ef4edbcf2474ccc2bac9e4ee06", Hex(Entry));
        Assert.Equal(
            "3adc3cc3a11aac7a1c46818bc3df43b87b65893fc2916f2a35164913547d97d3",
            Hex(Entry with { LotEffects = [new LotEffect(null, 3)], Receipt = null, CardNumber = Sample.Number }));
    }

    /// <summary>An entry's change of the card stands behind everything else, and only where it is there.</summary>
    [Fact]
    public void Compute_OfAChangeOfTheCard_IsFrozen()
    {
        var replacement = Entry with
        {
            Kind = EntryKind.Replacement, Points = 0, LotEffects = [], Receipt = null, Grants = [],
            CardNumber = Sample.Number, Change = Change with { Type = null, IsReceiptSurrendered = false },
        };
        Assert.Equal("87ed5cbd38916f6ad6e5fa2f525f263510998903ec5417a30d9cd50de08a695d", Hex(replacement));
        Assert.Equal(
            "6a787a0e0b371571d5a0d2d6ae8500b83b65ec2510898303f453c812d87c8757",
            Hex(Entry with { Kind = EntryKind.Issue, Change = Change }));
    }

    /// <summary>Later fields stand behind that, each behind its id.</summary>
    [Fact]
    public void Compute_OfAMemberASourceAndACounterpart_IsFrozen() => Assert.Equal(
        "84325e49c75bf7f70817918a6dfbe5d46a77371695311c00f503ce015c5910e4",
        Hex(Entry with
        {
            Change = new CardChange(null, null, 0, "", false) { MemberId = Member, Source = "members.csv:17" },
            Counterpart = new EntryReference(new CardId(Member.Value), 3),
        }));

    /// <summary>A presented receipt's content stands behind all of it.</summary>
    [Fact]
    public void Compute_OfAPresentedReceipt_IsFrozen() => Assert.Equal(
        "adb7af729998deb1066db3e2f8355969f95315ae9c53d9ed7a0e1cb4d7a1f5c0",
        Hex(Entry with { Kind = EntryKind.Presentation, Points = 0, LotEffects = [], Grants = [], Content = Content }));

    [Fact]
    public void Compute_AnyFieldChanged_IsAnotherHash()
    {
        var all = Changes.Values.SelectMany(entries => entries).Append(Entry).Select(Hex).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    /// <summary>A field added to the entry, or to what it holds, must be hashed too: this list grows with it.</summary>
    [Fact]
    public void Compute_EveryPropertyOfTheEntry_IsAmongTheChanges()
    {
        var properties = typeof(LedgerEntry).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        Assert.Equal(
            properties.Select(property => property.Name).Where(name => name != nameof(LedgerEntry.Hash)).Order(),
            Changes.Keys.Order());
        Assert.Equal(5, Stored(typeof(Caller)));
        Assert.Equal(6, Stored(typeof(ReceiptReference)));
        Assert.Equal(2, Stored(typeof(LotEffect)));
        Assert.Equal(7, Stored(typeof(CardChange)));
        Assert.Equal(2, Stored(typeof(EntryReference)));
        Assert.Equal(2, Stored(typeof(Grant)));
        Assert.Equal(2, Stored(typeof(ReceiptContent)));
        Assert.Equal(4, Stored(typeof(ReceiptLine)));
        Assert.Equal(2, Stored(typeof(Tender)));
    }

    [Fact]
    public void Compute_PreviousHash_IsPartOfIt() => Assert.False(
        EntryHash.Compute([.. new byte[31], 1], Entry).SequenceEqual(EntryHash.Compute(EntryHash.Genesis, Entry)));

    [Fact]
    public void Compute_OwnHashAndTimesOffset_AreNot()
    {
        Assert.Equal(Hex(Entry), Hex(Entry with { Hash = [1] }));
        Assert.Equal(Hex(Entry), Hex(Entry with { Time = Sample.Now }));
    }

    private static int Stored(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Count(property => property.CanWrite);

    private static string Hex(LedgerEntry entry) =>
        Convert.ToHexStringLower(EntryHash.Compute(EntryHash.Genesis, entry).AsSpan());
}
