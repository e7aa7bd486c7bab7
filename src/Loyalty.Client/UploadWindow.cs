using System.Threading.Channels;
using Loyalty.V1;

namespace Loyalty.Client;

/// <summary>A receipt on its way.</summary>
internal sealed class PendingReceipt(long item, AccruePointsRequest request, long firstSequence)
{
    public AccruePointsRequest Request => request;

    public UploadReceiptsRequest Message { get; } = new()
    {
        Item = item,
        CardNumber = request.CardNumber,
        Receipt = request.Receipt,
        Sequence = firstSequence == 0 ? 0 : firstSequence + item - 1,
        OldestSequence = firstSequence,
    };

    /// <summary>How often it was refused for the moment, and when first.</summary>
    public int Attempts { get; set; }

    public long RefusedAt { get; set; }

    /// <summary>Whether it waits to be sent again by itself.</summary>
    public bool Held { get; set; }
}

/// <summary>The receipts of an upload that are unanswered, at most so many, and those of them to write next.</summary>
internal sealed class UploadWindow(TimeProvider time, int size, long firstSequence)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _slots = new(size);
    private readonly Dictionary<long, PendingReceipt> _unanswered = [];
    private readonly Channel<PendingReceipt> _outbox = Channel.CreateUnbounded<PendingReceipt>();
    private bool _sourceEnded;
    private long _items;
    private long _lastSign;

    public ChannelReader<PendingReceipt> Outbox => _outbox.Reader;

    /// <summary>Receipts answered.</summary>
    public long Answers { get; private set; }

    public bool IsDone
    {
        get
        {
            lock (_gate) return _sourceEnded && _unanswered.Count == 0;
        }
    }

    /// <summary>How long nothing has come though answers are due, or the stream's end after the last of them.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
            {
                var due = _unanswered.Count > 0 || _sourceEnded;
                return due ? time.GetElapsedTime(_lastSign) : TimeSpan.Zero;
            }
        }
    }

    public void Sign()
    {
        lock (_gate) _lastSign = time.GetTimestamp();
    }

    /// <summary>Takes from the source whatever fits, to its end. A failing source fails the outbox.</summary>
    public async Task FeedAsync(ChannelReader<AccruePointsRequest> source, CancellationToken stop)
    {
        try
        {
            await _slots.WaitAsync(stop);
            while (await source.WaitToReadAsync(stop))
            {
                while (source.TryRead(out var request))
                {
                    Add(request);
                    await _slots.WaitAsync(stop);
                }
            }

            lock (_gate) _sourceEnded = true;
            CompleteIfDone();
        }
        catch (Exception e)
        {
            _outbox.Writer.TryComplete(e);
        }
    }

    /// <summary>After a stream broke: everything unanswered is to be written again, oldest first.</summary>
    public void QueueUnanswered()
    {
        lock (_gate)
        {
            while (_outbox.Reader.TryRead(out _))
            {
                // Still unanswered, so queued again below.
            }

            foreach (var (_, pending) in _unanswered.Where(u => !u.Value.Held).OrderBy(u => u.Key))
                _outbox.Writer.TryWrite(pending);
        }
    }

    public PendingReceipt? Find(long item)
    {
        lock (_gate) return _unanswered.GetValueOrDefault(item);
    }

    public void Remove(long item)
    {
        lock (_gate)
        {
            if (!_unanswered.Remove(item)) return;
            Answers++;
            _lastSign = time.GetTimestamp();
        }

        _slots.Release();
        CompleteIfDone();
    }

    public void Keep(PendingReceipt pending)
    {
        lock (_gate)
        {
            _lastSign = time.GetTimestamp();
            if (pending.Attempts++ == 0) pending.RefusedAt = _lastSign;
            pending.Held = true;
        }
    }

    public void Release(PendingReceipt pending)
    {
        lock (_gate)
        {
            pending.Held = false;
            _outbox.Writer.TryWrite(pending);
        }
    }

    public void Fail(Exception exception) => _outbox.Writer.TryComplete(exception);

    private void Add(AccruePointsRequest request)
    {
        lock (_gate)
        {
            if (_unanswered.Count == 0) _lastSign = time.GetTimestamp();
            var pending = new PendingReceipt(++_items, request, firstSequence);
            _unanswered.Add(_items, pending);
            _outbox.Writer.TryWrite(pending);
        }
    }

    private void CompleteIfDone()
    {
        if (IsDone) _outbox.Writer.TryComplete();
    }
}
