namespace Orleans.Core
{
    /// <summary>Is a record in a storage.</summary>
    public interface IStorage
    {
        /// <summary>Gets the version last read or written; <see langword="null"/> when there is none.</summary>
        string? Etag { get; }

        /// <summary>Gets whether the storage held a record at the last read, write or clear.</summary>
        bool RecordExists { get; }

        /// <summary>Takes the record away and starts with a fresh state.</summary>
        Task ClearStateAsync();

        /// <summary>Writes the state.</summary>
        /// <exception cref="Orleans.Storage.InconsistentStateException">Someone else wrote since.</exception>
        Task WriteStateAsync();

        /// <summary>Reads the state again; without a record, a fresh state.</summary>
        Task ReadStateAsync();
    }

    /// <summary>Is a record with its state in memory.</summary>
    public interface IStorage<TState> : IStorage
    {
        /// <summary>Gets or sets the state. Set a new value: in this edition a state is not copied.</summary>
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>Is a grain's record, read before OnActivateAsync.</summary>
    public interface IPersistentState<TState> : Orleans.Core.IStorage<TState>;

    /// <summary>Injects the record of that name from that storage into a grain's constructor.</summary>
    /// <param name="stateName">The record's name within the grain.</param>
    /// <param name="storageName">The storage's name.</param>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        /// <summary>Gets the record's name within the grain.</summary>
        public string StateName { get; } = stateName;

        /// <summary>Gets the storage's name; <see langword="null"/> is the default storage.</summary>
        public string? StorageName { get; } = storageName;
    }
}
