using Loyalty.Domain;
using Loyalty.Domain.Commits;

namespace Loyalty.Ledger.Writing;

/// <summary>
/// Up to where this process has written cards, in one incarnation of the database: the entries that need not be looked
/// for when the next follows. Looking for one costs as much as a third of writing one, and more the larger the ledger
/// is, whose pages it wants in memory. What is dropped is looked for, so anything may be.
/// </summary>
/// <param name="capacity">Cards to cache; all are dropped when there are more. 40 to 80 bytes each.</param>
internal sealed class WrittenSeqs(int capacity = 1_000_000)
{
    private readonly Lock gate = new();
    private readonly Dictionary<CardId, long> seqs = [];
    private string incarnation = "";

    /// <summary>
    /// For each card, whether the entry that it expects was written by us in the incarnation that is named.
    /// </summary>
    public (string Incarnation, bool[] Known) Look(IReadOnlyList<CardSteps> cards)
    {
        var known = new bool[cards.Count];
        lock (gate)
        {
            for (var i = 0; i < known.Length; i++)
                known[i] = seqs.TryGetValue(cards[i].CardId, out var seq) && seq == cards[i].ExpectedSeq;
            return (incarnation, known);
        }
    }

    /// <summary>Adds what was committed.</summary>
    /// <param name="inIncarnation">
    /// What the database said in the same transaction; another incarnation's cards are dropped.
    /// </param>
    public void Add(string inIncarnation, IReadOnlyList<CardSteps> cards)
    {
        lock (gate)
        {
            if (inIncarnation != incarnation || seqs.Count + cards.Count > capacity) seqs.Clear();
            incarnation = inIncarnation;
            foreach (var steps in cards) seqs[steps.CardId] = steps.After.Seq;
        }
    }
}
