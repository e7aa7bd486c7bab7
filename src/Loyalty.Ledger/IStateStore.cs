namespace Loyalty.Ledger;

/// <summary>Names a state: what it is, and whose.</summary>
public readonly record struct StateKey(string Name, string Owner);

/// <summary>A state as it is kept.</summary>
/// <param name="Version">Counts its writes, from 1.</param>
/// <param name="Text">JSON; null if it was cleared, whose version lives on.</param>
public readonly record struct KeptState(long Version, string? Text);

/// <summary>
/// Keeps states whose loss costs no point, such as a till's session, in the ledger's own database. After a crash a
/// state may be older than it was, but never newer than the entries that were committed before it.
/// </summary>
public interface IStateStore
{
    /// <summary>Reads a state; null if it was never written.</summary>
    /// <exception cref="StoreException">The database can't be asked.</exception>
    Task<KeptState?> ReadStateAsync(StateKey key);

    /// <summary>Writes or clears a state, if its version is the expected one.</summary>
    /// <param name="key">Which state.</param>
    /// <param name="text">JSON; null clears it.</param>
    /// <param name="expectedVersion">The version that was read; 0 if it was never written.</param>
    /// <returns>The new version; null on a version conflict, and then nothing is changed.</returns>
    /// <exception cref="StoreException">The database can't be asked; it may have been written all the same.</exception>
    Task<long?> WriteStateAsync(StateKey key, string? text, long expectedVersion);
}
