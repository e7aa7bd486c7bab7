namespace Loyalty.Torture.Workload;

/// <summary>A collection that many add to until one takes them all.</summary>
public sealed class Drawer<T>
{
    private readonly Lock gate = new();
    private List<T> things = [];

    public void Add(T thing)
    {
        lock (gate) things.Add(thing);
    }

    /// <summary>All that were put there so far; nobody else gets them.</summary>
    public IReadOnlyList<T> Take()
    {
        lock (gate)
        {
            var taken = things;
            things = [];
            return taken;
        }
    }
}
