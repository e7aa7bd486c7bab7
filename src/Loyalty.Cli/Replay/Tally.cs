using System.Runtime.InteropServices;
using Loyalty.Client;

namespace Loyalty.Cli.Replay;

/// <summary>Counts answers as they come, from many threads.</summary>
internal sealed class Tally(bool byCard)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _pointsByCard = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private long _answered;

    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Receipts that earned by an answer of this run.</summary>
    public long Accrued { get; private set; }

    /// <summary>Receipts that had earned before the call that was answered.</summary>
    public long Replayed { get; private set; }

    /// <summary>Points of all receipts that stand in the ledger: accrued and replayed.</summary>
    public long Points { get; private set; }

    /// <summary>Points of those accrued.</summary>
    public long PointsMoved { get; private set; }

    public IReadOnlyDictionary<string, long> RefusedByReason => _refused;

    public long Refused => _refused.Values.Sum();

    /// <summary>The points of each card's receipts, by card number, where they are asked for.</summary>
    public IReadOnlyDictionary<string, long> PointsByCard => _pointsByCard;

    public void Add(ReceiptAnswer answer)
    {
        lock (_gate)
        {
            if (answer.Refused is { } refusal)
                AddRefused(refusal.Reason);
            else
                AddAccrued(answer);
            _answered++;
        }
    }

    private void AddAccrued(ReceiptAnswer answer)
    {
        var points = answer.Accrued!.Entry.Points;
        Points += points;
        if (answer.Accrued.Replayed)
        {
            Replayed++;
        }
        else
        {
            Accrued++;
            PointsMoved += points;
        }

        if (!byCard) return;
        CollectionsMarshal.GetValueRefOrAddDefault(_pointsByCard, answer.Request.CardNumber, out _) += points;
    }

    private void AddRefused(string reason) =>
        _refused[reason] = _refused.GetValueOrDefault(reason) + 1;
}
