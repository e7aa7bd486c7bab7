using Loyalty.Domain.Cards;
using Loyalty.Ledger.Rows;

namespace Loyalty.Ledger.Sqlite;

/// <summary>The register of pre-printed card numbers in SQLite.</summary>
internal sealed class SqliteStock(SqliteDatabase database) : IStockRegister
{
    private const string InsertRange = """
        INSERT OR IGNORE INTO stock_ranges (request_key, first_number, last_number, caller, time)
        VALUES ($0, $1, $2, $3, $4)
        """;

    private const string SelectRange =
        "SELECT 1 FROM stock_ranges WHERE request_key = $0 AND first_number = $1 AND last_number = $2";

    private const string SelectHolds = """
        SELECT 1 FROM stock_ranges
        WHERE first_number <= $0 AND last_number >= $0 AND length(first_number) = length($0) LIMIT 1
        """;

    public Task<CommitStatus> RegisterAsync(StockRange range, CancellationToken cancellationToken) =>
        database.WriteAsync(db =>
        {
            var (key, first, last) = (range.RequestKey, range.First.Digits, range.Last.Digits);
            var (caller, now) = (CallerJson.Write(range.Caller), SqliteRows.Text(database.Time.GetUtcNow()));
            if (db.Execute(InsertRange, key, first, last, caller, now) == 1) return CommitStatus.Committed;
            using var reader = db.Query(SelectRange, key, first, last);
            return reader.Read() ? CommitStatus.Replayed : CommitStatus.Conflict;
        });

    public Task<bool> HoldsAsync(CardNumber number, CancellationToken cancellationToken) => database.ReadAsync(db =>
    {
        using var reader = db.Query(SelectHolds, number.Digits);
        return reader.Read();
    });
}
