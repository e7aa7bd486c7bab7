using System.Collections.Immutable;
using System.Text.Json;
using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Ledger.Rows;

/// <summary>What <c>cards.state</c> holds: a card's state, less what has columns of its own.</summary>
internal sealed record StateJson(
    string? Number, DateOnly IssueDate, long Debt, LotJson[]? Lots, long RemainderMinor, DayJson[]? DayPoints)
{
    public static string Write(CardState state) => JsonSerializer.Serialize(
        new StateJson(
            state.Number.Digits,
            state.IssueDate,
            state.Debt,
            state.Lots.IsDefaultOrEmpty ? null : [.. state.Lots.Select(LotJson.Of)],
            state.RemainderMinor,
            state.DayPoints.IsDefaultOrEmpty ? null : [.. state.DayPoints.Select(DayJson.Of)]),
        RowsJson.Default.StateJson);

    public static CardState Read(CardId cardId, long seq, long balance, string state, byte[] hash)
    {
        var json = JsonSerializer.Deserialize(state, RowsJson.Default.StateJson)!;
        return new CardState(
            cardId, seq, new CardNumber(json.Number!), json.IssueDate, balance, json.Debt,
            json.Lots is null ? [] : [.. json.Lots.Select(lot => lot.ToLot())],
            json.RemainderMinor,
            json.DayPoints is null ? [] : [.. json.DayPoints.Select(day => new DayPoints(day.Date, day.Points))],
            ImmutableArray.Create(hash));
    }
}

internal readonly record struct LotJson(DateOnly? ExpiryDate, long Granted, long Remaining)
{
    public static LotJson Of(Lot lot) => new(lot.ExpiryDate, lot.Granted, lot.Remaining);

    public Lot ToLot() => new(ExpiryDate, Granted, Remaining);
}

internal readonly record struct DayJson(DateOnly Date, long Points)
{
    public static DayJson Of(DayPoints day) => new(day.Date, day.Points);
}
