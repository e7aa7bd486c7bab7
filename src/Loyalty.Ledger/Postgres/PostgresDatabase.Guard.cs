using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>
/// A session belongs to one database of one server for as long as it lives, so these are compared when it opens; the
/// epoch may be renewed under it, so every transaction that writes compares that again (refuse_other_epoch).
/// </summary>
internal sealed partial class PostgresDatabase
{
    private const string SelectDatabaseId = "SELECT database_id_1()";

    private const string OpenSession = "SELECT database_id_1(), set_config('loyalty.epoch', epoch_1(), false)";

    public string DatabaseId => guard.DatabaseId;

    public Task ConfirmAsync(CancellationToken cancellationToken) => AskAsync(
        async connection =>
        {
            await CompareAsync(connection, SelectDatabaseId, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Compares the database that a session reached with the one to stay on, and tells it our epoch.</summary>
    public Task OpenSessionAsync(NpgsqlConnection connection) =>
        CompareAsync(connection, OpenSession, CancellationToken.None);

    /// <exception cref="StoreException">The session reached another database.</exception>
    private async Task CompareAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        try
        {
#pragma warning disable CA2100 // the texts are constants of this file
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            guard.Compare((string)(await command.ExecuteScalarAsync(cancellationToken))!);
        }
        catch (PostgresException exception) when (IsOfControlFile(exception))
        {
            throw new StoreException(
                StoreFailure.Unavailable,
                "The role may not ask for the server's identifier, which tells a database from its copies: let the "
                + $"server's owner GRANT EXECUTE ON FUNCTION pg_control_system() TO it ({exception.MessageText}).",
                exception);
        }
    }

    private static bool IsOfControlFile(PostgresException exception) =>
        exception.SqlState == PostgresErrorCodes.InsufficientPrivilege
        && exception.MessageText.Contains("pg_control_system", StringComparison.Ordinal);
}
