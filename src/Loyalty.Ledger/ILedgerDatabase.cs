namespace Loyalty.Ledger;

/// <summary>
/// The one database of a process. The ledger's store and the members' share its connections, its guard and the meaning
/// of its errors.
/// </summary>
public interface ILedgerDatabase : IDatabaseGuard
{
    /// <summary>
    /// Brings the schema up to date, of all rooms that have tables in it; any number of nodes may call it at once. From
    /// then on the process stays on this database.
    /// </summary>
    /// <exception cref="StoreException">The database can't be used.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);
}
