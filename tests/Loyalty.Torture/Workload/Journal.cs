using System.Diagnostics;
using Loyalty.Testing.History;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Lives;
using Loyalty.V1;

namespace Loyalty.Torture.Workload;

/// <summary>Writes down what all clients of a round were answered, on one clock.</summary>
public sealed class Journal(Tally tally, Violations violations)
{
    private readonly Lock gate = new();
    private readonly List<CardOperation> operations = [];
    private readonly List<Life> lives = [];
    private readonly List<string> others = [];

    public Tally Tally => tally;

    public Violations Violations => violations;

    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>What was answered so far; whoever takes it gets all of it.</summary>
    public IReadOnlyList<CardOperation> Take()
    {
        lock (gate)
        {
            CardOperation[] taken = [.. operations];
            operations.Clear();
            return taken;
        }
    }

    public void Accrued(Sale sale, AccruePointsResponse answer, long start)
    {
        var entry = answer.Entry;
        if (entry.CardId != sale.Card.Id || entry.IdentityKey != sale.Key || entry.Points != sale.Points
            || entry.Seq != answer.Seq || entry.Balance != answer.Balance)
        {
            violations.Add("I2", sale.Card.Id, $"{sale.Key}, worth {sale.Points}, was answered with {answer}");
        }

        if (sale.Settle()) tally.Add(Counted.Acknowledged);
        Wrote(sale.Card.Id, sale.Key, entry, answer.Replayed, start);
    }

    public void Issued(string key, IssueCardResponse answer, long start)
    {
        tally.Add(Counted.Acknowledged);
        Wrote(answer.Card.CardId, key, answer.Entry, answer.Replayed, start);
    }

    /// <summary>An entry of a card's life.</summary>
    public void Lived(string key, LedgerEntry entry, bool replayed, long start)
    {
        if (!replayed) tally.Add(Counted.Acknowledged);
        Wrote(entry.CardId, key, entry, replayed, start);
    }

    /// <summary>A life that was lived to its end, or to the end of the round.</summary>
    public void Ended(Life life)
    {
        lock (gate) lives.Add(life);
    }

    /// <summary>The lives that ended so far; whoever takes them gets all of them.</summary>
    public IReadOnlyList<Life> TakeLives()
    {
        lock (gate)
        {
            Life[] taken = [.. lives];
            lives.Clear();
            return taken;
        }
    }

    /// <summary>A card whose entries are no more than counted, when the round is over: strays may still arrive.</summary>
    public void Other(string card)
    {
        lock (gate) others.Add(card);
    }

    /// <summary>Those cards so far; whoever takes them gets all of them.</summary>
    public IReadOnlyList<string> TakeOthers()
    {
        lock (gate)
        {
            string[] taken = [.. others];
            others.Clear();
            return taken;
        }
    }

    public void Read(string card, long seq, long balance, bool mayBeStale, long start)
    {
        tally.Add(Counted.Reads);
        Add(new CardOperation(card, null, seq, balance, null, Replayed: false, mayBeStale, start, Now));
    }

    private void Wrote(string card, string request, LedgerEntry entry, bool replayed, long start)
    {
        if (replayed) tally.Add(Counted.Replays);
        Add(new CardOperation(
            card, request, entry.Seq, entry.Balance, entry.Points, replayed, MayBeStale: false, start, Now));
    }

    private void Add(CardOperation operation)
    {
        lock (gate) operations.Add(operation);
    }
}
