using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Cards;

/// <summary>
/// Imports a card of an old system, with what is on it; <see cref="ImportValidator"/> has passed it.
/// </summary>
/// <param name="Source"The old system's name.</param>
/// <param name="OldKey">The card's key there.</param>
/// <param name="Number">The number that it keeps, or a fresh one, which a repeat may change.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ImportCard")]
public sealed record ImportCard(
    [property: Id(0)] string Source, [property: Id(1)] string OldKey, [property: Id(2)] CardNumber Number)
    : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "import-card",
        CallerRight.Migrate,
        new EntryDescriptor(
            EntryKind.OpeningBalance,
            static (entry, _) => $"Imported from an old system{EntryPhrases.Type(entry)}{EntryPhrases.Number(entry)}"
                + $"{EntryPhrases.Term(entry)}, with {Brought(entry.Points)}{EntryPhrases.Source(entry)}.")
        {
            Points = EntryPoints.Any,
            SaysDebt = true,
            After = static (life, entry, _) => entry.Change is { } change
                ? life with
                {
                    Type = change.Type ?? life.Type,
                    TermEndDate = change.TermEndDate ?? life.TermEndDate,
                    MemberId = change.MemberId ?? life.MemberId,
                }
                : life,
        })
    {
        FitsFingerprint = static (_, state, used) =>
            used.Equals(ImportFingerprint.Of(state, keepsNumber: true))
            || used.Equals(ImportFingerprint.Of(state, keepsNumber: false)),
    };

    CardVerb ICardCommand.Verb => Verb;

    /// <summary>Whether it has the number from the old system.</summary>
    [Id(3)]
    public bool KeepsNumber { get; init; }

    [Id(4)]
    public CardType Type { get; init; }

    /// <summary>The business date on which it was issued there.</summary>
    [Id(5)]
    public DateOnly IssueDate { get; init; }

    /// <summary>The last business date of its term; null means that it has no end.</summary>
    [Id(6)]
    public DateOnly? TermEndDate { get; init; }

    [Id(7)]
    public bool IsLost { get; init; }

    [Id(8)]
    public bool IsSuspended { get; init; }

    /// <summary>Whose card it is; null if nobody's.</summary>
    [Id(9)]
    public MemberId? MemberId { get; init; }

    /// <summary>The lots of its points: soonest expiry first, never-expiring last.</summary>
    [Id(10)]
    public ImmutableArray<LotEffect> Lots { get; init; } = [];

    /// <summary>Points taken back beyond what it held.</summary>
    [Id(11)]
    public long Debt { get; init; }

    /// <summary>The line that it comes from, as the ledger notes it. No part of what it means.</summary>
    [Id(12)]
    public string Line { get; init; } = "";

    /// <summary>The card's idempotency key, for ever: the old system's name and its key there.</summary>
    public string IdempotencyKey => ImportKey.KeyOf(Source, OldKey);

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => new(
        IdempotencyKey,
        ImportFingerprint.Of(
            IssueDate, Type, KeepsNumber ? Number : null, MemberId, TermEndDate, (IsLost, IsSuspended), Lots, Debt));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    public Refused ConflictIn(FingerprintField difference) =>
        new(Refusal.ImportConflict, ImportFingerprint.FieldOf(difference));

    public Refused KeyAlreadyUsed(string key) => key != Number.UniqueKey
        ? new Refused(Refusal.MemberHasCard, "card.member_id")
        : KeepsNumber
            ? new Refused(Refusal.CardNumberTaken, "card.card_number").With("card_number", Number.Masked)
            : new Refused(Refusal.LostRace);

    /// <summary>Whether it is the issue of an imported card: it answers no request, as the opening does.</summary>
    internal static bool WroteIssue(LedgerEntry entry) => entry.IdempotencyKey.Length == 0;

    private static string Brought(long points) =>
        points < 0 ? $"a debt of {EntryPhrases.Points(-points)}" : EntryPhrases.Points(points);
}

public static partial class Card
{
    /// <summary>The reason noted on the suspension that a card comes with.</summary>
    private const string SuspendedThere = "import";

    /// <summary>
    /// Imports the card. Whether its member is there has been checked. Steps: (1) a card that is there refuses; a
    /// repeated request is recognised by its idempotency key before that counts; (2) the card is issued, on the date on
    /// which it was; (3) its loss and its suspension are entered; (4) the opening entry brings what is on it, also if
    /// that is nothing: it names the line, and answers the request.
    /// </summary>
    public static Decision Decide(CardState state, ImportCard command, DecisionContext context)
    {
        // 1. Whether it can be.
        if (state.IsIssued) return new Refused(Refusal.ImportConflict, "card.key");
        var posting = new Posting(state, context, command.IdempotencyKeyOn(state.CardId, context));

        // 2. The issue.
        var issue = new CardChange(command.Type, command.TermEndDate, 0, "", false) { MemberId = command.MemberId };
        posting.Append(
            Part(EntryKind.Issue) with
            {
                CardNumber = command.Number, BusinessDate = command.IssueDate, Change = issue,
            },
            state with { IssueDate = command.IssueDate });

        // 3. What is the matter with it.
        if (command.IsLost) posting.Append(Part(EntryKind.LossReport));
        if (command.IsSuspended)
            posting.Append(Part(EntryKind.Suspension) with { Change = CardChange.For(SuspendedThere) });

        // 4. What is on it.
        var held = 0L;
        foreach (var lot in command.Lots) held += lot.Points;
        posting.Append(
            posting.Blank(EntryKind.OpeningBalance) with
            {
                Points = held - command.Debt,
                LotEffects = command.Lots,
                Change = new CardChange(null, null, 0, "", false) { Source = command.Line },
            },
            posting.State with
            {
                Balance = held - command.Debt,
                Debt = command.Debt,
                Lots = [.. command.Lots.Select(lot => new Lot(lot.ExpiryDate, lot.Points, lot.Points))],
            });
        return posting.ToCommit(command.Number.UniqueKey)
            with { SlotChanges = ExclusiveSlots.Between(state, posting.State) };

        // Only the last entry answers.
        LedgerEntry Part(EntryKind kind) => posting.Blank(kind) with { IdempotencyKey = "" };
    }
}
