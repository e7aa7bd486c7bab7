using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>
/// How the engine connects. Time-outs grow from the inside out, so that the innermost that can tell what happened
/// strikes first: lock_timeout, then statement_timeout, then the client's, then the commit's deadline.
/// </summary>
internal static class PostgresSettings
{
    private const int ConnectSeconds = 2;
    private const int CommandSeconds = 3;
    private const int CancellationMilliseconds = 500;
    private const int MaxConnections = 16;

    /// <summary>
    /// Settings of every session of the engine. Durability is not the server's to weaken. A stopped node's session ends
    /// after a few seconds, and its locks with it. Joins and lookups go by index only, in its order: a plan made while
    /// the tables were empty would otherwise read them whole, or a card's whole history, for ever; without other
    /// choices there is nothing to plan anew, nor to compile.
    /// </summary>
    private const string EngineOptions =
        "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed "
        + "-c default_transaction_read_only=off "
        + "-c lock_timeout=1000 -c statement_timeout=2000 -c idle_in_transaction_session_timeout=4000 "
        + "-c tcp_user_timeout=4000 "
        + "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off "
        + "-c plan_cache_mode=force_generic_plan";

    /// <summary>Few minutes for the work of one night: migrations and audits.</summary>
    private const string LongOptions = "-c lock_timeout=60000 -c idle_in_transaction_session_timeout=60000 -c jit=off";

    /// <param name="connectionString">The database.</param>
    /// <param name="openSession">Runs on each session before anything else; one that it refuses ends.</param>
    public static NpgsqlDataSource Engine(string connectionString, Func<NpgsqlConnection, Task> openSession)
    {
        var builder = Of(connectionString, EngineOptions);
        builder.CommandTimeout = CommandSeconds;
        builder.CancellationTimeout = CancellationMilliseconds;
        builder.MaxPoolSize = MaxConnections;
        builder.MaxAutoPrepare = 32;
        builder.AutoPrepareMinUsages = 1;
        builder.NoResetOnClose = true; // nothing in a session ever changes
        builder.Enlist = false;
        var source = new NpgsqlDataSourceBuilder(builder.ConnectionString);
        source.UsePhysicalConnectionInitializer(
            static _ => throw new NotSupportedException("Sessions are opened asynchronously."), openSession);
        return source.Build();
    }

    /// <summary>One connection without the engine's haste.</summary>
    public static NpgsqlConnection Long(string connectionString)
    {
        var builder = Of(connectionString, LongOptions);
        builder.CommandTimeout = 0;
        builder.Pooling = false;
        return new NpgsqlConnection(builder.ConnectionString);
    }

    private static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new StoreException(
                StoreFailure.Unavailable,
                "ConnectionStrings:Loyalty can't be read; write Host=…;Username=…;Password=…;Database=….",
                exception);
        }
    }

    private static NpgsqlConnectionStringBuilder Of(string connectionString, string options)
    {
        var builder = Read(connectionString);
        builder.Timeout = ConnectSeconds;
        builder.Options = string.IsNullOrEmpty(builder.Options) ? options : builder.Options + " " + options;
        builder.ApplicationName ??= "loyalty";
        builder.TcpKeepAlive = true;
        return builder;
    }
}
