using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Is a grain's record in memory storage.</summary>
internal sealed class PersistentState<TState>(MemoryStorage storage, GrainKey grain, string name)
    : IPersistentState<TState>
{
    private MemoryStorage.Record? _record;

    public TState State { get; set; } = Fresh();

    public string? Etag => _record?.Etag;

    public bool RecordExists => _record is not null;

    public Task ReadStateAsync()
    {
        _record = storage.Read(grain, name);
        State = _record is null ? Fresh() : (TState)_record.State!;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync()
    {
        try
        {
            _record = storage.Write(grain, name, State, _record);
            return Task.CompletedTask;
        }
        catch (InconsistentStateException conflict)
        {
            return Task.FromException(conflict);
        }
    }

    public Task ClearStateAsync()
    {
        try
        {
            storage.Clear(grain, name, _record);
        }
        catch (InconsistentStateException conflict)
        {
            return Task.FromException(conflict);
        }

        _record = null;
        State = Fresh();
        return Task.CompletedTask;
    }

    /// <summary>A type without a constructor of no arguments starts with all its members at zero, as in Orleans.
    /// </summary>
    private static TState Fresh()
    {
        if (typeof(TState).IsValueType) return default!;
        return typeof(TState).GetConstructor(Type.EmptyTypes) is null
            ? (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState))
            : Activator.CreateInstance<TState>();
    }
}
