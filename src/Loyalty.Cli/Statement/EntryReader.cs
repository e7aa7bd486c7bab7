using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Loyalty.Client;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Enum = System.Enum;

namespace Loyalty.Cli.Statement;

/// <summary>Reads what the server says of an entry back into what the ledger hashes.</summary>
/// <param name="minorUnitsPerMajor">Of the program's currency.</param>
internal sealed class EntryReader(long minorUnitsPerMajor)
{
    private static readonly CardChange s_nothing = new(null, null, 0, "", false);

    /// <summary>
    /// The entries that it can be, which is one for nearly all: an entry that changed nothing of the card itself and
    /// one whose change says nothing look the same. None if it is none.
    /// </summary>
    /// <param name="wire">The entry as the server tells it.</param>
    /// <param name="number">The number that is tried where the entry has a masked one.</param>
    public IEnumerable<LedgerEntry> Read(V1.LedgerEntry wire, string number)
    {
        LedgerEntry entry;
        CardChange change;
        try
        {
            entry = Plain(wire, number);
            change = ChangeOf(wire);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            yield break;
        }

        if (change == s_nothing) yield return entry;
        yield return entry with { Change = change };
    }

    private LedgerEntry Plain(V1.LedgerEntry wire, string number) => new(
        new CardId(Guid.Parse(wire.CardId)),
        wire.Seq,
        (EntryKind)(int)wire.Kind,
        wire.Points,
        wire.Balance,
        wire.Available,
        [.. wire.LotEffects.Select(effect => new LotEffect(ToDate(effect.ExpiryDate), effect.Points))],
        ToDate(wire.BusinessDate) ?? throw new FormatException("business_date"),
        Instant(wire.CreateTime),
        new Caller(
            Enum.Parse<CallerKind>(wire.Actor.Kind), wire.Actor.Name, wire.Actor.Mall, wire.Actor.Store,
            wire.Actor.Operator),
        wire.IdempotencyKey,
        wire.Receipt is { } receipt ? Receipt(receipt) : null,
        wire.MaskedCardNumber.Length > 0 ? new CardNumber(number) : null,
        wire.RulesVersion,
        [.. wire.Grants.Select(grant => new Grant(grant.Rule, grant.Points))],
        wire.RemainderMinor,
        [])
    {
        Counterpart = wire.CounterpartCardId.Length > 0
            ? new EntryReference(new CardId(Guid.Parse(wire.CounterpartCardId)), wire.CounterpartSeq)
            : null,
    };

    private ReceiptReference Receipt(V1.ReceiptReference receipt) => new(
        receipt.Store,
        receipt.Till,
        receipt.Number,
        ToDate(receipt.BusinessDate) ?? throw new FormatException("receipt.business_date"),
        MinorUnits.TryFromMoney(receipt.Total, minorUnitsPerMajor, out var minor)
            ? minor
            : throw new FormatException("receipt.total"),
        receipt.Total.CurrencyCode);

    private static CardChange ChangeOf(V1.LedgerEntry wire) => new(
        wire.CardType == V1.CardType.Unspecified ? null : (CardType)(int)wire.CardType,
        ToDate(wire.TermEndDate), wire.FeeMinor, wire.Reason, wire.ReceiptSurrendered)
    {
        MemberId = wire.MemberId.Length > 0 ? new MemberId(Guid.Parse(wire.MemberId)) : null,
        Source = wire.Source,
    };

    public static DateOnly? ToDate(Date? date) =>
        date is null ? null : new DateOnly(date.Year, date.Month, date.Day);

    private static DateTimeOffset Instant(Timestamp? time) =>
        time?.ToDateTimeOffset() ?? throw new FormatException("create_time");
}
