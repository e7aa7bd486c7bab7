using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Server.Mapping;

/// <summary>Writes cards and ledger entries to the wire.</summary>
internal static class EntryMapping
{
    public static V1.LedgerEntry ToWire(LedgerEntry entry)
    {
        var wire = new V1.LedgerEntry
        {
            CardId = entry.CardId.ToString(),
            Seq = entry.Seq,
            Kind = (V1.EntryKind)entry.Kind,
            Points = entry.Points,
            Balance = entry.Balance,
            Available = entry.Available,
            BusinessDate = DateMapping.ToDate(entry.BusinessDate),
            CreateTime = Timestamp.FromDateTimeOffset(entry.Time),
            Actor = new V1.Actor
            {
                Kind = entry.Caller.Kind.ToString(),
                Name = entry.Caller.Name,
                Mall = entry.Caller.Mall,
                Store = entry.Caller.Store,
                Operator = entry.Caller.Operator,
            },
            IdempotencyKey = entry.IdempotencyKey,
            Receipt = entry.Receipt is { } receipt ? ToWire(receipt) : null,
            RulesVersion = entry.RulesVersion,
            RemainderMinor = entry.RemainderMinor,
            Hash = ByteString.CopyFrom(entry.Hash.AsSpan()),
            MaskedCardNumber = entry.CardNumber?.Masked ?? "",
            CardType = entry.Change?.Type is { } type ? (V1.CardType)type : V1.CardType.Unspecified,
            TermEndDate = DateMapping.ToDate(entry.Change?.TermEndDate),
            FeeMinor = entry.Change?.FeeMinor ?? 0,
            Reason = entry.Change?.Reason ?? "",
            ReceiptSurrendered = entry.Change?.IsReceiptSurrendered ?? false,
            MemberId = entry.Change?.MemberId?.ToString() ?? "",
            CounterpartCardId = entry.Counterpart?.CardId.ToString() ?? "",
            CounterpartSeq = entry.Counterpart?.Seq ?? 0,
            Source = entry.Change?.Source ?? "",
        };
        foreach (var effect in entry.LotEffects) wire.LotEffects.Add(ToWire(effect));
        foreach (var grant in entry.Grants) wire.Grants.Add(ToWire(grant));
        return wire;
    }

    /// <summary>
    /// Maps an entry for a list: with a summary, and with reason and member only for callers who serve customers, since
    /// what a manager noted, and whose card it is, is the desk's.
    /// </summary>
    public static V1.LedgerEntry ToTold(LedgerEntry entry, Caller caller, Currency currency)
    {
        var wire = ToWire(entry);
        if (!caller.ServesCustomers) (wire.Reason, wire.MemberId) = ("", "");
        wire.Summary = EntrySummary.Of(entry, currency, caller.ServesCustomers);
        return wire;
    }

    public static V1.Grant ToWire(Grant grant) => new() { Rule = grant.Rule, Points = grant.Points };

    public static V1.AccruePointsResponse ToAccrual(LedgerEntry entry, bool replayed)
    {
        var wire = ToWire(entry);
        return new V1.AccruePointsResponse
        {
            Entry = wire,
            Seq = entry.Seq,
            Balance = entry.Balance,
            Available = entry.Available,
            Replayed = replayed,
            Grants = { wire.Grants },
        };
    }

    /// <param name="state">The card.</param>
    /// <param name="available">Points that can be redeemed on the date.</param>
    /// <param name="today">The business date as of which that and its term are determined.</param>
    public static V1.Card ToWire(CardState state, long available, DateOnly today) => new()
    {
        CardId = state.CardId.ToString(),
        CardNumber = state.Number.Digits,
        Seq = state.Seq,
        Balance = state.Balance,
        Available = available,
        Debt = state.Debt,
        IssueDate = DateMapping.ToDate(state.IssueDate),
        Type = (V1.CardType)state.Life.Type,
        TermEndDate = DateMapping.ToDate(state.Life.TermEndDate),
        Expired = state.Life.HasExpiredOn(today),
        LostTime = state.Life.LostTime is { } lost ? Timestamp.FromDateTimeOffset(lost) : null,
        Suspended = state.Life.IsSuspended,
        CancelDate = DateMapping.ToDate(state.Life.CancelDate),
        OldNumbers = state.Life.OldNumbers.Length,
        MemberId = state.Life.MemberId?.ToString() ?? "",
        AsOfDate = DateMapping.ToDate(today),
        Lots =
        {
            state.Lots.Select(lot => new V1.Lot
            {
                ExpiryDate = DateMapping.ToDate(lot.ExpiryDate), Granted = lot.Granted, Remaining = lot.Remaining,
            }),
        },
    };

    private static V1.LotEffect ToWire(LotEffect effect) =>
        new() { ExpiryDate = DateMapping.ToDate(effect.ExpiryDate), Points = effect.Points };

    public static V1.ReceiptReference ToWire(ReceiptReference receipt) => new()
    {
        Store = receipt.Store,
        Till = receipt.Till,
        Number = receipt.Number,
        BusinessDate = DateMapping.ToDate(receipt.BusinessDate),
        Total = MoneyMapping.ToMoney(receipt.TotalMinor, new Currency(receipt.Currency)),
    };
}
