using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;
using Loyalty.Simulation.Kernel;
using Loyalty.Testing;

namespace Loyalty.Simulation.Tests.Differential;

/// <summary>Makes up commits of every kind that a store must accept or refuse, from a seed.</summary>
internal sealed class Script(ulong seed)
{
    private const int Cards = 12;
    private readonly Dice dice = new(seed);
    private readonly Dictionary<CardId, List<CardState>> states = [];
    private readonly List<Commit> earlier = [];
    private long numbers = 100;
    private int receipts;

    public Dice Dice => dice;

    /// <summary>
    /// Commits that may share a batch: cards, idempotency keys, unique keys and exclusive slots are distinct.
    /// </summary>
    public List<Commit> Batch()
    {
        var batch = new List<Commit>();
        for (var wanted = dice.Between(1, 8); wanted > 0; wanted--)
        {
            var commit = Next();
            var keys = KeysOf(commit).ToHashSet(StringComparer.Ordinal);
            if (!batch.Exists(other => KeysOf(other).Any(keys.Contains)))
                batch.Add(commit);
        }

        return batch;
    }

    public Commit Next()
    {
        var commit = earlier.Count > 0 && dice.Chance(0.15) ? dice.Pick(earlier) : New();
        earlier.Add(commit);
        return commit;
    }

    /// <summary>Tells what is committed, so that what comes may follow on from it.</summary>
    public void Learn(CardState state)
    {
        if (!states.TryGetValue(state.CardId, out var known)) states[state.CardId] = known = [];
        if (known.Count == 0 || known[^1].Seq < state.Seq) known.Add(state);
    }

    private Commit New()
    {
        var card = dice.Between(1, Cards);
        if (!states.TryGetValue(Samples.CardId(card), out var known) || dice.Chance(0.1))
        {
            return Maybe(Samples.Issue(
                card, dice.Chance(0.3) ? dice.Below(4) : numbers++, member: AnyMember(),
                type: dice.Chance(0.5) ? CardType.Digital : null));
        }

        // Mostly on the last state, at times on one that is behind.
        var state = dice.Chance(0.8) ? known[^1] : dice.Pick(known);
        if (state.Life.CancelDate is not null) state = known.Last(before => before.Life.CancelDate is null);
        if (dice.Chance(0.05)) return Maybe(Cancel(state));
        if (dice.Chance(0.2) && Transfer(state) is { } transfer) return Maybe(transfer);
        var number = dice.Chance(0.7) ? ++receipts : dice.Between(1, receipts + 1);
        var receipt = Samples.Receipt(number, totalMinor: dice.Chance(0.8) ? 1_000 : 2_500);
        return Maybe(Samples.Accrue(state, receipt, Samples.Now.AddMinutes(earlier.Count)));
    }

    /// <summary>One of few, so that two cards are often to be the same one's.</summary>
    private MemberId? AnyMember() => dice.Chance(0.5) ? Samples.Member(dice.Below(3)) : null;

    /// <summary>Points to another card, as if both were one member's; null where there is none or it has too few.
    /// </summary>
    private Commit? Transfer(CardState state)
    {
        var other = dice.Pick(states.Values.ToList())[^1];
        if (other.CardId == state.CardId) return null;
        var command = new TransferPoints(
            Samples.Id(2_000_000 + earlier.Count), state.Number, other.CardId, other.Number, null);
        return command.Decide(state, [other], Samples.At(Samples.Now)).Commit;
    }

    private Commit Cancel(CardState state) => Card.Decide(
        state, new CancelCard(Samples.Id(1_000_000 + earlier.Count), state.Number, ""), Samples.At(Samples.Now))
        .Commit!;

    /// <summary>The commit, maybe with allocations.</summary>
    private Commit Maybe(Commit commit)
    {
        foreach (var key in new[] { "campaign/a", "stock/b" })
            if (dice.Chance(0.2)) commit = Samples.Allocating(commit, key, dice.Between(10, 60), dice.Between(1, 3));
        return commit;
    }

    private static IEnumerable<string> KeysOf(Commit commit) =>
    [
        commit.IdempotencyKey.Value, .. commit.UniqueKeysBesides(), .. commit.SlotChanges.Select(slot => slot.Key),
        .. commit.Cards.Select(steps => $"{steps.CardId}"),
    ];
}
