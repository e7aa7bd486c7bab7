using System.Diagnostics;
using Loyalty.Testing;
using Loyalty.Testing.History;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Lives;
using Loyalty.Torture.Lives.Guests;
using Loyalty.Torture.Lives.Imports;
using Loyalty.V1;

namespace Loyalty.Torture.Workload;

/// <summary>Writes down what all clients of a round were answered, on one clock.</summary>
public sealed class Journal(Tally tally, Violations violations)
{
    private readonly Lock gate = new();
    private readonly List<CardOperation> operations = [];

    /// <summary>Lives that were lived to their end, or to the end of the round.</summary>
    public Drawer<Life> Lives { get; } = new();

    /// <summary>The answers about guests.</summary>
    public Drawer<GuestStory> Guests { get; } = new();

    /// <summary>The answers about imported files.</summary>
    public Drawer<ImportStory> Imports { get; } = new();

    /// <summary>Cards whose entries are only counted, when the round is over: until then strays may arrive.</summary>
    public Drawer<string> Others { get; } = new();

    public Tally Tally => tally;

    public Violations Violations => violations;

    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Takes the answers so far; whoever takes them gets all of them.</summary>
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
        if (entry.CardId != sale.Card.Id || entry.IdempotencyKey != sale.Key || entry.Points != sale.Points
            || entry.Seq != answer.Seq || entry.Balance != answer.Balance)
        {
            violations.Add(
                Invariant.Acknowledged, sale.Card.Id, $"{sale.Key}, worth {sale.Points}, was answered with {answer}");
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
