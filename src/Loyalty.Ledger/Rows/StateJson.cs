using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Ledger.Rows;

/// <summary>
/// The content of <c>entries.state</c>: the card after the entry, less the values that have columns of their own.
/// </summary>
internal sealed record StateJson(
    string Number, DateOnly IssueDate, long Debt, long RemainderMinor, LotJson[]? Lots = null,
    DayJson[]? DayPoints = null, LifeJson? Life = null)
{
    public static string Write(CardState state) => JsonSerializer.Serialize(
        new StateJson(
            state.Number.Digits,
            state.IssueDate,
            state.Debt,
            state.RemainderMinor,
            state.Lots.IsDefaultOrEmpty ? null : [.. state.Lots.Select(LotJson.Of)],
            state.DayPoints.IsDefaultOrEmpty ? null : [.. state.DayPoints.Select(DayJson.Of)],
            LifeJson.Of(state.Life)),
        RowsJson.Default.StateJson);

    public static CardState Read(CardId cardId, long seq, long balance, string state, ImmutableArray<byte> hash)
    {
        var json = JsonSerializer.Deserialize(state, RowsJson.Default.StateJson)
            ?? throw new JsonException("null");
        return new CardState(
            cardId, seq, new CardNumber(json.Number), json.IssueDate, balance, json.Debt,
            json.Lots is null ? [] : [.. json.Lots.Select(lot => lot.ToLot())],
            json.RemainderMinor,
            json.DayPoints is null ? [] : [.. json.DayPoints.Select(day => new DayPoints(day.Date, day.Points))],
            hash)
        {
            Life = json.Life?.ToLife() ?? CardLife.Plain,
        };
    }
}

[method: JsonConstructor]
internal readonly record struct LotJson(long Granted, long Remaining, DateOnly? ExpiryDate = null)
{
    public static LotJson Of(Lot lot) => new(lot.Granted, lot.Remaining, lot.ExpiryDate);

    public Lot ToLot() => new(ExpiryDate, Granted, Remaining);
}

[method: JsonConstructor]
internal readonly record struct DayJson(DateOnly Date, long Points)
{
    public static DayJson Of(DayPoints day) => new(day.Date, day.Points);
}
