using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;

namespace Loyalty.Ledger.Rows;

/// <summary>
/// The content of <c>entries.detail</c>: lot effects, receipt, card number, why these points, what changed on the card
/// itself, which entry of another card is the other side, and what a presented receipt says.
/// </summary>
internal sealed record DetailJson(
    EffectJson[]? Lots = null, ReceiptJson? Receipt = null, string? CardNumber = null, GrantJson[]? Grants = null,
    long? RemainderMinor = null, ChangeJson? Change = null, ReferenceJson? Counterpart = null,
    ContentJson? Content = null)
{
    public static string Write(LedgerEntry entry) => JsonSerializer.Serialize(
        new DetailJson(
            entry.LotEffects.IsEmpty ? null : [.. entry.LotEffects.Select(EffectJson.Of)],
            entry.Receipt is { } receipt ? ReceiptJson.Of(receipt) : null,
            entry.CardNumber?.Digits,
            entry.Grants.IsEmpty ? null : [.. entry.Grants.Select(GrantJson.Of)],
            entry.RemainderMinor == 0 ? null : entry.RemainderMinor,
            entry.Change is { } change ? ChangeJson.Of(change) : null,
            entry.Counterpart is { } counterpart ? new ReferenceJson(counterpart.CardId.Value, counterpart.Seq) : null,
            entry.Content is { } content ? ContentJson.Of(content) : null),
        RowsJson.Default.DetailJson);

    public static DetailJson Read(string detail) =>
        JsonSerializer.Deserialize(detail, RowsJson.Default.DetailJson) ?? throw new JsonException("null");

    public ImmutableArray<LotEffect> ToLotEffects() =>
        Lots is null ? [] : [.. Lots.Select(lot => new LotEffect(lot.ExpiryDate, lot.Points))];

    public ImmutableArray<Grant> ToGrants() =>
        Grants is null ? [] : [.. Grants.Select(grant => new Grant(grant.Rule, grant.Points))];

    public CardNumber? ToNumber() => CardNumber is null ? null : new CardNumber(CardNumber);
}

[method: JsonConstructor]
internal readonly record struct EffectJson(long Points, DateOnly? ExpiryDate = null)
{
    public static EffectJson Of(LotEffect effect) => new(effect.Points, effect.ExpiryDate);
}

[method: JsonConstructor]
internal readonly record struct GrantJson(string Rule, long Points)
{
    public static GrantJson Of(Grant grant) => new(grant.Rule, grant.Points);
}

internal sealed record ReferenceJson(Guid CardId, long Seq)
{
    public EntryReference ToReference() => new(new CardId(CardId), Seq);
}

internal sealed record ReceiptJson(
    string Store, string Till, string Number, DateOnly BusinessDate, long TotalMinor, string Currency)
{
    public static ReceiptJson Of(ReceiptReference receipt) => new(
        receipt.Store, receipt.Till, receipt.Number, receipt.BusinessDate, receipt.TotalMinor, receipt.Currency);

    public ReceiptReference ToReference() => new(Store, Till, Number, BusinessDate, TotalMinor, Currency);
}

/// <summary>An entry's change of the card itself; absent parts aren't written.</summary>
internal sealed record ChangeJson(
    int? Type = null, DateOnly? TermEndDate = null, long? FeeMinor = null, string? Reason = null,
    bool? ReceiptSurrendered = null, Guid? MemberId = null, string? Source = null)
{
    public static ChangeJson Of(CardChange change) => new(
        (int?)change.Type,
        change.TermEndDate,
        change.FeeMinor == 0 ? null : change.FeeMinor,
        change.Reason.Length == 0 ? null : change.Reason,
        change.IsReceiptSurrendered ? true : null,
        change.MemberId?.Value,
        change.Source.Length == 0 ? null : change.Source);

    public CardChange ToChange() =>
        new(
            Type is { } type ? Known.Of<CardType>(type) : null, TermEndDate, FeeMinor ?? 0, Reason ?? "",
            ReceiptSurrendered ?? false)
        {
            MemberId = MemberId is { } member ? new MemberId(member) : null,
            Source = Source ?? "",
        };
}

/// <summary>The content of <c>entries.caller</c>.</summary>
internal sealed record CallerJson(CallerKind Kind, string Name, string Mall, string Store, string Operator)
{
    public static string Write(Caller caller) => JsonSerializer.Serialize(
        new CallerJson(caller.Kind, caller.Name, caller.Mall, caller.Store, caller.Operator),
        RowsJson.Default.CallerJson);

    public static Caller Read(string caller)
    {
        var json = JsonSerializer.Deserialize(caller, RowsJson.Default.CallerJson)
            ?? throw new JsonException("null");
        return new Caller(Known.Of<CallerKind>((int)json.Kind), json.Name, json.Mall, json.Store, json.Operator);
    }
}
