using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Loyalty.Domain.Entries;

namespace Loyalty.Cli.Statement;

/// <summary>
/// Recomputes a card's balance from its entries, one after the other: the chain of their hashes, the running balance,
/// and what each lot holds. What it can't see is whether the server holds further entries back, or has always told
/// something else: for that the head is to be noted down, and compared when the card is proven again.
/// </summary>
internal sealed class Proof(ChainLink links)
{
    private readonly List<string> faults = [];
    private string cardId = "";

    /// <summary>The differences, one sentence each; empty if everything adds up.</summary>
    public IReadOnlyList<string> Faults => faults;

    public long Seq { get; private set; }

    public long Balance { get; private set; }

    /// <summary>The hash of the last entry.</summary>
    public ImmutableArray<byte> Head { get; private set; } = EntryHash.Genesis;

    public int Recomputed { get; private set; }

    /// <summary>Entries whose hashes were taken as the server said them.</summary>
    public List<long> Taken { get; } = [];

    /// <summary>Lots by their expiry date; the last date there is stands for those that have none.</summary>
    public SortedDictionary<DateOnly, LotStory> Lots { get; } = [];

    /// <summary>The points of the lots, less the balance.</summary>
    public long Debt => Lots.Values.Sum(lot => lot.Remaining) - Balance;

    public void Add(V1.LedgerEntry entry)
    {
        if (Seq == 0) cardId = entry.CardId;
        if (entry.Seq != Seq + 1 || entry.CardId != cardId)
            Fault($"entry {entry.Seq} follows on entry {Seq}, or is of another card");
        Follow(entry);
        Balance += entry.Points;
        if (entry.Balance != Balance)
            Fault($"entry {entry.Seq} says a balance of {entry.Balance}, the entries up to it sum up to {Balance}");
        foreach (var effect in entry.LotEffects)
        {
            var date = EntryReader.ToDate(effect.ExpiryDate) ?? DateOnly.MaxValue;
            if (!Lots.TryGetValue(date, out var lot)) Lots[date] = lot = new LotStory();
            lot.Add(entry.Seq, effect.Points);
            if (lot.Remaining < 0) Fault($"entry {entry.Seq} leaves the lot {NameOf(date)} below 0");
        }

        Seq = entry.Seq;
    }

    /// <summary>Compares what was recomputed with what the server says of the card.</summary>
    /// <param name="card">The card as of the last entry.</param>
    public void Compare(V1.Card card)
    {
        if (Seq == 0) Fault("there is no entry");
        var date = EntryReader.ToDate(card.AsOfDate) ?? DateOnly.MinValue;
        Same("last entry", card.Seq, Seq);
        Same("balance", card.Balance, Balance);
        Same("debt", card.Debt, Debt);
        Same("available points", card.Available, AvailableOn(date));
        var said = card.Lots.ToDictionary(
            lot => EntryReader.ToDate(lot.ExpiryDate) ?? DateOnly.MaxValue, lot => lot.Remaining);
        foreach (var lot in said.Keys.Union(Lots.Keys))
            Same($"lot {NameOf(lot)}", said.GetValueOrDefault(lot), Lots.GetValueOrDefault(lot)?.Remaining ?? 0);
    }

    public void Fault(string sentence) => faults.Add(sentence);

    public static string NameOf(DateOnly date) => date == DateOnly.MaxValue ? "without an end" : $"until {date:O}";

    private long AvailableOn(DateOnly date) =>
        Math.Max(0, Lots.Where(lot => lot.Key >= date).Sum(lot => lot.Value.Remaining) - Debt);

    private void Follow(V1.LedgerEntry entry)
    {
        switch (links.Check(Head, entry))
        {
            case Link.Recomputed:
                Recomputed++;
                break;
            case Link.Taken:
                Taken.Add(entry.Seq);
                break;
            default:
                Fault($"entry {entry.Seq} has a hash that doesn't follow from the entry before it and its content");
                break;
        }

        Head = ImmutableCollectionsMarshal.AsImmutableArray(entry.Hash.ToByteArray());
    }

    private void Same(string what, long said, long recomputed)
    {
        if (said != recomputed) Fault($"the {what}: the server says {said}, the entries say {recomputed}");
    }
}
