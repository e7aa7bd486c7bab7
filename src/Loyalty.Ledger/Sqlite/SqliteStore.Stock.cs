using Loyalty.Domain.Cards;
using Loyalty.Ledger.Rows;

namespace Loyalty.Ledger.Sqlite;

public sealed partial class SqliteStore : IStockRegister
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

    public Task<CommitStatus> RegisterAsync(StockRange range, CancellationToken cancellationToken) => Writing(db =>
    {
        var (key, first, last) = (range.RequestKey, range.First.Digits, range.Last.Digits);
        var isNew = db.Execute(
            InsertRange, key, first, last, CallerJson.Write(range.Caller), SqliteRows.Text(time.GetUtcNow())) == 1;
        if (isNew) return CommitStatus.Committed;
        using var reader = db.Query(SelectRange, key, first, last);
        return reader.Read() ? CommitStatus.Replayed : CommitStatus.Conflict;
    });

    public Task<bool> HoldsAsync(CardNumber number, CancellationToken cancellationToken) => Reading(db =>
    {
        using var reader = db.Query(SelectHolds, number.Digits);
        return reader.Read();
    });
}
