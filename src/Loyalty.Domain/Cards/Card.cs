using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Cards;

/// <summary>The basis of a decision besides the card and the command.</summary>
/// <param name="Rules">The rules in force.</param>
/// <param name="Calendar">The mall's dates.</param>
/// <param name="Now">The instant of the decision; UTC.</param>
/// <param name="Caller">The caller.</param>
public sealed record DecisionContext(RulesVersion Rules, MallCalendar Calendar, DateTimeOffset Now, Caller Caller)
{
    public DateOnly Today { get; } = Calendar.DateOf(Now);

    /// <summary>The fees and terms of cards where the caller is.</summary>
    public CardRules CardRules => Rules.Rules.CardRulesIn(Caller.Mall);
}

/// <summary>
/// The card's decisions: (state, command, context) to a commit or a refusal. Pure; one file per command.
/// </summary>
public static partial class Card
{
    /// <summary>Collects the entries of one decision, each with the state after it.</summary>
    private sealed class Posting(CardState before, DecisionContext context, IdempotencyKey idempotencyKey)
    {
        private readonly CardState before = before;
        private readonly ImmutableArray<LedgerEntry>.Builder entries = ImmutableArray.CreateBuilder<LedgerEntry>(1);
        private readonly ImmutableArray<CardState>.Builder states = ImmutableArray.CreateBuilder<CardState>(1);

        /// <summary>The card as it was found.</summary>
        public CardState Before => before;

        public bool HasEntries => entries.Count > 0;

        public CardState State { get; private set; } = before;

        /// <summary>The entry that comes next.</summary>
        public EntryReference NextReference => new(State.CardId, State.Seq + 1);

        /// <summary>
        /// Posts what has fallen due: each expired lot leaves in an entry of its own, dated then; an empty one leaves
        /// without.
        /// </summary>
        public void PostExpiries()
        {
            foreach (var lot in State.Lots)
            {
                if (!lot.HasExpiredOn(context.Today)) continue;
                State = State with { Balance = State.Balance - lot.Remaining, Lots = State.Lots.Remove(lot) };
                if (lot.Remaining == 0) continue;
                Append(Blank(EntryKind.Expiry) with
                {
                    Points = -lot.Remaining,
                    LotEffects = [new LotEffect(lot.ExpiryDate, -lot.Remaining)],
                    BusinessDate = lot.ExpiryDate!.Value.AddDays(1),
                    IdempotencyKey = "",
                });
            }
        }

        /// <summary>An entry with what every entry of this decision shares.</summary>
        public LedgerEntry Blank(EntryKind kind) => new(
            State.CardId, 0, kind, 0, 0, 0, [], context.Today, WholeMicroseconds(context.Now),
            context.Caller, idempotencyKey.Value, null, null, context.Rules.Version, [], 0, []);

        /// <summary>Appends an entry that leads to <paramref name="state"/>, or to the present one.</summary>
        public void Append(LedgerEntry entry, CardState? state = null)
        {
            State = state ?? State;
            entry = entry with
            {
                Seq = State.Seq + 1,
                Balance = State.Balance,
                Available = State.AvailableOn(context.Today),
                RemainderMinor = State.RemainderMinor,
            };
            entry = entry with { Hash = EntryHash.Compute(State.Hash, entry) };
            State = State with
            {
                Seq = entry.Seq,
                Hash = entry.Hash,
                Number = entry.CardNumber ?? State.Number,
                Life = State.Life.After(entry, State.Number),
            };
            entries.Add(entry);
            states.Add(State);
        }

        /// <summary>The commit of a decision that is about this card alone.</summary>
        public Commit ToCommit(params ImmutableArray<string> uniqueKeys) =>
            new([ToSteps()], idempotencyKey, uniqueKeys, []);

        /// <summary>Returns the decision's steps for this card.</summary>
        public CardSteps ToSteps() => new(before, entries.DrainToImmutable(), states.DrainToImmutable());

        /// <summary>Databases keep microseconds; a finer tick would change the hash on its way back.</summary>
        private static DateTimeOffset WholeMicroseconds(DateTimeOffset time) =>
            new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }
}
