using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps grain state in this process, by reference: whoever changes a stored object changes the store.
/// </summary>
internal sealed class MemoryStorage
{
    private readonly ConcurrentDictionary<(GrainKey Grain, string Name), Record> _records = new();

    public Record? Read(GrainKey grain, string name) => _records.GetValueOrDefault((grain, name));

    /// <summary>Writes a record over the version the writer knows.</summary>
    /// <exception cref="InconsistentStateException">There is another version, or none.</exception>
    public Record Write(GrainKey grain, string name, object? state, Record? known)
    {
        var written = new Record(state, (known?.Version ?? 0) + 1);
        var done = known is null
            ? _records.TryAdd((grain, name), written)
            : _records.TryUpdate((grain, name), written, known);
        return done ? written : throw Conflict(grain, name, known);
    }

    /// <summary>Takes a record away, if it is the version the caller knows.</summary>
    /// <exception cref="InconsistentStateException">There is another version, or none.</exception>
    public void Clear(GrainKey grain, string name, Record? known)
    {
        var done = known is null
            ? !_records.ContainsKey((grain, name))
            : _records.TryRemove(new KeyValuePair<(GrainKey, string), Record>((grain, name), known));
        if (!done) throw Conflict(grain, name, known);
    }

    private InconsistentStateException Conflict(GrainKey grain, string name, Record? known) => new(
        $"The record {name} of {grain} was written by someone else.", Read(grain, name)?.Etag, known?.Etag);

    internal sealed class Record(object? state, long version)
    {
        public object? State { get; } = state;

        public long Version { get; } = version;

        public string Etag => Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
