using System.Collections.Concurrent;

namespace Loyalty.Torture.Workload;

/// <summary>Guest cards that nobody claimed: when their day is over, a sweep closes each with one more entry.</summary>
public sealed class LeftGuests
{
    private readonly ConcurrentDictionary<string, (DateOnly Day, long Entries)> left = new(StringComparer.Ordinal);

    /// <param name="card">The guest card's id.</param>
    /// <param name="day">The business date on which it was good.</param>
    /// <param name="entries">How many entries it has, but for the one that closes it.</param>
    public void Add(string card, DateOnly day, long entries) => left[card] = (day, entries);

    /// <summary>Those whose day is over, which may have been closed by now, and their entries without that.</summary>
    public IReadOnlyDictionary<string, long> DueOn(DateOnly today) => left
        .Where(guest => guest.Value.Day < today)
        .ToDictionary(guest => guest.Key, guest => guest.Value.Entries, StringComparer.Ordinal);

    public void Remove(string card) => left.TryRemove(card, out _);
}
