using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Cards;

/// <summary>
/// Computes the fingerprint of a card's import: of all that comes with it. Neither the line nor a fresh number is part
/// of it.
/// </summary>
public static class ImportFingerprint
{
    public static Fingerprint Of(
        DateOnly issueDate, CardType type, CardNumber? keptNumber, MemberId? member, DateOnly? termEnd,
        (bool Lost, bool Suspended) head, ImmutableArray<LotEffect> lots, long debt)
    {
        var fingerprint = new Fingerprint.Builder()
            .Add(FingerprintField.Command, "import-card")
            .Add(FingerprintField.BusinessDate, issueDate)
            .Add(FingerprintField.CardType, (long)type)
            .Add(FingerprintField.CardNumber, keptNumber?.Digits ?? "")
            .Add(FingerprintField.Member, member?.ToString() ?? "");
        if (termEnd is { } end) fingerprint.Add(FingerprintField.TermEnd, end);
        if (head.Lost) fingerprint.Add(FingerprintField.Lost, 1);
        if (head.Suspended) fingerprint.Add(FingerprintField.Suspended, 1);
        fingerprint.Add(FingerprintField.Lots, string.Join(';', lots.Select(Print)));
        if (debt > 0) fingerprint.Add(FingerprintField.Debt, debt);
        return fingerprint.Build();
    }

    /// <summary>The fingerprint of an import that has just left a card like this.</summary>
    public static Fingerprint Of(CardState state, bool keepsNumber) => Of(
        state.IssueDate, state.Life.Type, keepsNumber ? state.Number : null, state.Life.MemberId,
        state.Life.TermEndDate, (state.Life.LostTime is not null, state.Life.IsSuspended),
        [.. state.Lots.Select(lot => new LotEffect(lot.ExpiryDate, lot.Remaining))], state.Debt);

    /// <summary>The contract's field that says a part of it.</summary>
    public static string FieldOf(FingerprintField part) => part switch
    {
        FingerprintField.BusinessDate => "card.issue_date",
        FingerprintField.CardType => "card.type",
        FingerprintField.CardNumber => "card.card_number",
        FingerprintField.Member => "card.member_id",
        FingerprintField.TermEnd => "card.term_end_date",
        FingerprintField.Lost => "card.lost",
        FingerprintField.Suspended => "card.suspended",
        FingerprintField.Lots => "card.lots",
        FingerprintField.Debt => "card.debt",
        FingerprintField.Command => "card",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, null),
    };

    private static string Print(LotEffect lot) => string.Create(
        CultureInfo.InvariantCulture, $"{lot.Points}@{lot.ExpiryDate?.ToString("O", CultureInfo.InvariantCulture)}");
}
