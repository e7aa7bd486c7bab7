namespace Orleans.Runtime;

/// <summary>Ends calls that got no answer in time. Every call of a silo has the same time, so that the oldest expires
/// first and looking costs no more than what has expired. As in the real packages it looks once a second, so that a
/// call may wait up to a second longer.</summary>
internal sealed class ResponseTimeouts : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly Shard[] _shards = [.. Enumerable.Range(0, 16).Select(static _ => new Shard())];
    private readonly Action<Call, TimeSpan> _expire;
    private ITimer? _timer;

    public ResponseTimeouts(TimeProvider time, TimeSpan timeout, Action<Call, TimeSpan> expire)
    {
        _time = time;
        _timeout = timeout;
        _expire = expire;
    }

    public void Start()
    {
        var longest = TimeSpan.FromSeconds(1);
        var period = _timeout > longest ? longest : TimeSpan.FromMilliseconds(Math.Max(1, _timeout.TotalMilliseconds));
        _timer = _time.CreateTimer(static self => ((ResponseTimeouts)self!).Expire(), this, period, period);
    }

    /// <summary>Watches a call until it is answered.</summary>
    public void Watch(Call call)
    {
        call.SentAt = _time.GetTimestamp();
        _shards[Environment.CurrentManagedThreadId % _shards.Length].Add(call);
    }

    /// <summary>Ends every watched call, oldest first within a shard.</summary>
    public void FailAll(Func<Call, Exception> reason)
    {
        foreach (var shard in _shards)
        {
            while (shard.Oldest is { } call)
            {
                call.TryFail(reason(call));
                shard.Remove(call);
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Expire()
    {
        foreach (var shard in _shards)
        {
            while (shard.Oldest is { } call && _time.GetElapsedTime(call.SentAt) >= _timeout)
            {
                _expire(call, _timeout);
                shard.Remove(call);
            }
        }
    }

    /// <summary>Keeps the calls of some threads, so that callers rarely meet at one lock; of one thread, all in one
    /// order.</summary>
    internal sealed class Shard
    {
        private readonly Lock _gate = new();
        private Call? _oldest;
        private Call? _newest;

        public Call? Oldest
        {
            get
            {
                lock (_gate) return _oldest;
            }
        }

        public void Add(Call call)
        {
            lock (_gate)
            {
                call.Shard = this;
                call.Older = _newest;
                if (_newest is null) _oldest = call;
                else _newest.Newer = call;
                _newest = call;
            }
        }

        public void Remove(Call call)
        {
            lock (_gate)
            {
                if (call.Shard is null) return;
                if (call.Older is null) _oldest = call.Newer;
                else call.Older.Newer = call.Newer;
                if (call.Newer is null) _newest = call.Older;
                else call.Newer.Older = call.Older;
                call.Older = call.Newer = null;
                call.Shard = null;
            }
        }
    }
}
