using System.Collections.Concurrent;
using Loyalty.Grains.Tests.Silos;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>Lets a test hold a grain at a named gate, and see what it did, on whichever silo it is.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> gates = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Key, string Text)> notes = new();
    private readonly ConcurrentDictionary<string, int> incarnations = new(StringComparer.Ordinal);

    /// <summary>Returns the notes under a key, in order.</summary>
    public IReadOnlyList<string> Notes(string key) =>
        [.. notes.Where(note => note.Key == key).Select(note => note.Text)];

    public void Note(string key, string text) => notes.Enqueue((key, text));

    /// <summary>Counts the activations of a key; the first is 1.</summary>
    public int NextIncarnation(string key) => incarnations.AddOrUpdate(key, 1, static (_, count) => count + 1);

    /// <summary>Waits until the gate is opened.</summary>
    public Task Gate(string name) => Of(name).Task;

    public void Open(string name) => Of(name).TrySetResult();

    /// <summary>Waits until a key has so many notes.</summary>
    public Task Noted(string key, int count = 1) => Eventually.IsSoAsync(() => Notes(key).Count >= count);

    /// <summary>Lets happen what is about to, before a test asserts that nothing did.</summary>
    public static Task Settle() => Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);

    private TaskCompletionSource Of(string name) => gates.GetOrAdd(
        name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
