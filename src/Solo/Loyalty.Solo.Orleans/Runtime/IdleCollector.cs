namespace Orleans.Runtime;

/// <summary>Looks for activations that nobody uses, and ends them.</summary>
internal sealed class IdleCollector(Silo silo) : IDisposable
{
    private ITimer? _timer;

    public void Start()
    {
        var quantum = silo.Collection.CollectionQuantum;
        _timer = silo.Time.CreateTimer(static self => ((IdleCollector)self!).Collect(), this, quantum, quantum);
    }

    public void Dispose() => _timer?.Dispose();

    private void Collect()
    {
        var collected = silo.Find(static activation => activation.IsIdle)
            .Count(static activation => activation.TryCollect());
        if (collected > 0) Log.Collected(silo.Logger, collected);
    }
}
