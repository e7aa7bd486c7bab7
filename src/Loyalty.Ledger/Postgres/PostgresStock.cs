using Loyalty.Domain.Cards;
using Loyalty.Ledger.Rows;

namespace Loyalty.Ledger.Postgres;

/// <summary>The register of pre-printed card numbers in PostgreSQL.</summary>
internal sealed class PostgresStock(PostgresDatabase database) : IStockRegister
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

    public Task<CommitStatus> RegisterAsync(StockRange range, CancellationToken cancellationToken) => database.AskAsync(
        async connection =>
        {
            var (key, first, last) = (range.RequestKey, range.First.Digits, range.Last.Digits);
            var isNew = await PostgresDatabase.ExecuteAsync(
                connection, InsertRange, cancellationToken,
                key, first, last, CallerJson.Write(range.Caller), database.Time.GetUtcNow().UtcDateTime) == 1;
            if (isNew) return CommitStatus.Committed;
            var isSame = await PostgresDatabase.IsTrueAsync(
                connection, SelectRange, cancellationToken, key, first, last);
            return isSame ? CommitStatus.Replayed : CommitStatus.Conflict;
        },
        cancellationToken);

    public Task<bool> HoldsAsync(CardNumber number, CancellationToken cancellationToken) => database.AskAsync(
        connection => PostgresDatabase.IsTrueAsync(connection, SelectHolds, cancellationToken, number.Digits),
        cancellationToken);
}
