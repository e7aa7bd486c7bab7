namespace Loyalty.Torture.Report;

/// <summary>How long things took to answer again, by what had been done to them.</summary>
public sealed class Recoveries
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, List<TimeSpan>> times = new(StringComparer.Ordinal);

    public IReadOnlyList<(string What, int Count, TimeSpan Median, TimeSpan Slowest)> All
    {
        get
        {
            lock (gate)
            {
                return [.. times.Select(one => (
                    one.Key, one.Value.Count, one.Value.Order().ElementAt(one.Value.Count / 2), one.Value.Max()))];
            }
        }
    }

    public void Add(string what, TimeSpan time)
    {
        lock (gate)
        {
            if (!times.TryGetValue(what, out var list)) times.Add(what, list = []);
            list.Add(time);
        }
    }
}
