using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// A connection and its prepared statements, by their text; parameters are positional: $0, $1, …
/// </summary>
/// <param name="connection">The connection; closed with the statements.</param>
/// <param name="opening">Which connection of its worker it is, from 1.</param>
internal sealed class SqliteStatements(SqliteConnection connection, int opening) : IDisposable
{
    /// <summary>SQLITE_FCNTL_HAS_MOVED (sqlite.org/c3ref/c_fcntl_begin_atomic_write.html): one stat of the path.
    /// </summary>
    private const int HasMovedControl = 20;

    /// <summary>Which connection of its worker it is: what SQLite counts per connection starts anew.</summary>
    public int OpenCount => opening;

    /// <summary>Whether a transaction is open.</summary>
    public bool HasTransaction => SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0;

    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query; the reader must be disposed before the same text is run again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>Runs the work in one view of the data.</summary>
    public T Read<T>(Func<T> work)
    {
        Execute("BEGIN");
        try
        {
            return work();
        }
        finally
        {
            Execute("ROLLBACK");
        }
    }

    /// <summary>Commits the open transaction.</summary>
    /// <exception cref="StoreException">Unknown, unless the lock was busy: the flush may have failed.</exception>
    public void Commit()
    {
        try
        {
            Execute("COMMIT");
        }
        catch (SqliteException exception)
        {
            TryRollback();
            throw SqliteErrors.ToStoreException(exception, committing: true);
        }
    }

    /// <summary>Rolls back. Some errors have rolled back already; then there is nothing left to do.</summary>
    public void TryRollback()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // no transaction is active
        }
    }

    /// <summary>Whether another file, or none, is now where the connection's own was when it was opened.</summary>
    public bool HasMoved()
    {
        var moved = 0;
        _ = FileControl(connection.Handle!, "main", HasMovedControl, ref moved); // where it can't tell, it stays 0
        return moved != 0;
    }

    public void Dispose()
    {
        foreach (var command in commands.Values) command.Dispose();
        connection.Dispose();
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", ExactSpelling = true)]
    private static extern int FileControl(
        SafeHandle database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int control, ref int value);

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants of this folder
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
            commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
