using System.Collections.Concurrent;

namespace Loyalty.Runtime.Tests.Orleans;

/// <summary>Lets a test hold a grain at a named gate, and see what it did.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Prefix, string Text)> _notes = new();

    /// <summary>Lists what was noted, in order.</summary>
    public IReadOnlyList<string> Notes(string prefix) =>
        [.. _notes.Where(note => note.Prefix == prefix).Select(note => note.Text)];

    public void Note(string prefix, string note) => _notes.Enqueue((prefix, note));

    /// <summary>Waits until the gate is opened.</summary>
    public Task Gate(string name) => Of(name).Task;

    public void Open(string name) => Of(name).TrySetResult();

    /// <summary>Polls until something is so.</summary>
    public static async Task Eventually(Func<bool> isSo, int seconds = 60)
    {
        for (var i = 0; i < seconds * 100 && !isSo(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.True(isSo(), $"not so after {seconds} s");
    }

    /// <summary>Waits until a prefix has so many notes.</summary>
    public Task Noted(string prefix, int count = 1, int seconds = 60) =>
        Eventually(() => Notes(prefix).Count >= count, seconds);

    /// <summary>Lets anything happen that is about to, before asserting that nothing did.</summary>
    public static Task Settle() => Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);

    private TaskCompletionSource Of(string name) => _gates.GetOrAdd(
        name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
