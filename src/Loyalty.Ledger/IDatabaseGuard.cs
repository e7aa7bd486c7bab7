namespace Loyalty.Ledger;

/// <summary>
/// Keeps a process on the database on which it was started: a copy of it that took its name, or that an address leads
/// to now, is neither read nor written.
/// </summary>
public interface IDatabaseGuard
{
    /// <summary>
    /// Identifies the database among all others and across restarts, its copies excluded: server, database and epoch.
    /// </summary>
    /// <exception cref="InvalidOperationException">The database was not opened yet.</exception>
    string DatabaseId { get; }

    /// <summary>Asks the database whether it still is the one on which this process was started.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreFailure.OtherDatabase"/> if it isn't; else it could not be asked.
    /// </exception>
    Task ConfirmAsync(CancellationToken cancellationToken);
}
