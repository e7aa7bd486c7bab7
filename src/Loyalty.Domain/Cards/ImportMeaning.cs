using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Cards;

/// <summary>
/// What an import of a card means: all that comes with it. Neither the line nor a fresh number is part of it.
/// </summary>
public static class ImportMeaning
{
    public static Meaning Of(
        DateOnly issueDate, CardType type, CardNumber? keptNumber, MemberId? member, DateOnly? termEnd,
        (bool Lost, bool Suspended) standing, ImmutableArray<LotEffect> lots, long debt)
    {
        var meaning = new Meaning.Builder()
            .Add(MeaningField.Command, "import-card")
            .Add(MeaningField.BusinessDate, issueDate)
            .Add(MeaningField.CardType, (long)type)
            .Add(MeaningField.CardNumber, keptNumber?.Digits ?? "")
            .Add(MeaningField.Member, member?.ToString() ?? "");
        if (termEnd is { } end) meaning.Add(MeaningField.TermEnd, end);
        if (standing.Lost) meaning.Add(MeaningField.Lost, 1);
        if (standing.Suspended) meaning.Add(MeaningField.Suspended, 1);
        meaning.Add(MeaningField.Lots, string.Join(';', lots.Select(Print)));
        if (debt > 0) meaning.Add(MeaningField.Debt, debt);
        return meaning.Build();
    }

    /// <summary>The meaning of an import that has just left a card like this.</summary>
    public static Meaning Of(CardState state, bool keepsNumber) => Of(
        state.IssueDate, state.Life.Type, keepsNumber ? state.Number : null, state.Life.MemberId,
        state.Life.TermEndDate, (state.Life.LostTime is not null, state.Life.IsSuspended),
        [.. state.Lots.Select(lot => new LotEffect(lot.ExpiryDate, lot.Remaining))], state.Debt);

    /// <summary>The contract's field that says a part of it.</summary>
    public static string FieldOf(MeaningField part) => part switch
    {
        MeaningField.BusinessDate => "card.issue_date",
        MeaningField.CardType => "card.type",
        MeaningField.CardNumber => "card.card_number",
        MeaningField.Member => "card.member_id",
        MeaningField.TermEnd => "card.term_end_date",
        MeaningField.Lost => "card.lost",
        MeaningField.Suspended => "card.suspended",
        MeaningField.Lots => "card.lots",
        MeaningField.Debt => "card.debt",
        MeaningField.Command => "card",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, null),
    };

    private static string Print(LotEffect lot) => string.Create(
        CultureInfo.InvariantCulture, $"{lot.Points}@{lot.ExpiryDate?.ToString("O", CultureInfo.InvariantCulture)}");
}
