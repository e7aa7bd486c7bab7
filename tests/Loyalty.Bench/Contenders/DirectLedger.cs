using System.Globalization;
using Loyalty.Bench.Serving;
using Loyalty.Testing;
using Npgsql;

namespace Loyalty.Bench.Contenders;

/// <summary>The hand-written service's tables in a schema of their own.</summary>
internal static class DirectLedger
{
    /// <summary>Makes them, with cards from 1 on, and answers where they are.</summary>
    public static async Task<string> CreateAsync(PostgresServer postgres, int cards)
    {
        var connection = await postgres.CreateSchemaAsync();
        await PostgresServer.ExecuteAsync(connection, DirectTables.Create);
        await using var database = NpgsqlDataSource.Create(connection);
        await using var fill = database.CreateCommand(DirectTables.Fill);
        fill.Parameters.Add(new NpgsqlParameter<int> { TypedValue = cards });
        await fill.ExecuteNonQueryAsync();
        await PostgresServer.ExecuteAsync(connection, "ANALYZE");
        return connection;
    }

    /// <summary>Says so if the tables hold less or more than was answered, or cards and entries differ.</summary>
    public static async Task<string?> CheckAsync(string connection, long answered)
    {
        var entries = await PostgresServer.ScalarAsync<long>(connection, "SELECT count(*) FROM direct_entries");
        var points = await PostgresServer.ScalarAsync<decimal>(connection, "SELECT sum(balance) FROM direct_cards");
        return entries == answered && points == entries * Answers.Points
            ? null
            : string.Create(
                CultureInfo.InvariantCulture, $"{answered} answered, but {entries} entries and {points} points");
    }
}
