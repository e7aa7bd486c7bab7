using System.Data.Common;
using Npgsql;

namespace Loyalty.Server.Hosting;

/// <summary>The clock that all nodes of a cluster compare theirs with.</summary>
internal interface IReferenceClock
{
    /// <exception cref="DbException">It can't be asked just now.</exception>
    Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The clock of a PostgreSQL.</summary>
internal sealed class PostgresClock(string connection) : IReferenceClock
{
    public async Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(cancellationToken);
        await using var select = new NpgsqlCommand("SELECT clock_timestamp()", database);
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetFieldValue<DateTimeOffset>(0);
    }
}
