using System.Text.Json.Serialization;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;

namespace Loyalty.Ledger.Rows;

/// <summary>
/// The part of <c>entries.state</c> for a card's life. A plain card's is left out, as it is in rows from before there
/// was any.
/// </summary>
internal sealed record LifeJson(
    int Type = (int)CardType.LongTerm,
    DateOnly? TermEndDate = null,
    DateTimeOffset? LostTime = null,
    bool? Suspended = null,
    DateOnly? CancelDate = null,
    OldNumberJson[]? OldNumbers = null,
    Guid? MemberId = null)
{
    /// <returns>Null for a plain card.</returns>
    public static LifeJson? Of(CardLife life)
    {
        var isPlain = life is
        {
            Type: CardType.LongTerm, TermEndDate: null, LostTime: null, IsSuspended: false, CancelDate: null,
            OldNumbers.IsEmpty: true, MemberId: null,
        };
        return isPlain
            ? null
            : new LifeJson(
                (int)life.Type,
                life.TermEndDate,
                life.LostTime,
                life.IsSuspended ? true : null,
                life.CancelDate,
                life.OldNumbers.IsEmpty ? null : [.. life.OldNumbers.Select(OldNumberJson.Of)],
                life.MemberId?.Value);
    }

    public CardLife ToLife() => new(
        Known.Of<CardType>(Type), TermEndDate, LostTime, Suspended ?? false, CancelDate,
        OldNumbers is null ? [] : [.. OldNumbers.Select(old => old.ToOldNumber())])
    {
        MemberId = MemberId is { } member ? new MemberId(member) : null,
    };
}

[method: JsonConstructor]
internal readonly record struct OldNumberJson(string Number, DateTimeOffset ReplaceTime)
{
    public static OldNumberJson Of(OldNumber old) => new(old.Number.Digits, old.ReplaceTime);

    public OldNumber ToOldNumber() => new(new CardNumber(Number), ReplaceTime);
}
