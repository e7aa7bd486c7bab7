using Loyalty.Domain.Cards;
using Loyalty.Ledger.Rows;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

public sealed partial class PostgresStore : IStockRegister
{
    private const string InsertRange = """
        INSERT INTO stock_ranges (request_key, first_number, last_number, caller, time) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING
        """;

    private const string SelectRange =
        "SELECT first_number = $2 AND last_number = $3 FROM stock_ranges WHERE request_key = $1";

    private const string SelectHolds = """
        SELECT EXISTS (
            SELECT FROM stock_ranges
            WHERE first_number <= $1 AND last_number >= $1 AND length(first_number) = length($1))
        """;

    public Task<CommitStatus> RegisterAsync(StockRange range, CancellationToken cancellationToken) => AskAsync(
        async connection =>
        {
            var (key, first, last) = (range.RequestKey, range.First.Digits, range.Last.Digits);
            var isNew = await ExecuteAsync(
                connection, InsertRange, cancellationToken,
                key, first, last, CallerJson.Write(range.Caller), time.GetUtcNow().UtcDateTime) == 1;
            if (isNew) return CommitStatus.Committed;
            var isSame = await IsTrueAsync(connection, SelectRange, cancellationToken, key, first, last);
            return isSame ? CommitStatus.Replayed : CommitStatus.Conflict;
        },
        cancellationToken);

    public Task<bool> HoldsAsync(CardNumber number, CancellationToken cancellationToken) => AskAsync(
        connection => IsTrueAsync(connection, SelectHolds, cancellationToken, number.Digits), cancellationToken);

    private static async Task<bool> IsTrueAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] values)
    {
#pragma warning disable CA2100 // the texts are constants
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
