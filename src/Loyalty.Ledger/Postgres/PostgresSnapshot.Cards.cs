using System.Runtime.CompilerServices;
using Loyalty.Ledger.Rows;

namespace Loyalty.Ledger.Postgres;

internal sealed partial class PostgresSnapshot
{
    /// <summary>Cards are found by their first entries; the opening is the last of a card's first four.</summary>
    private const string Cards = """
        SELECT c.card_id, c.seq, c.balance, c.state, c.hash, o.idempotency_key
        FROM entries i
        CROSS JOIN LATERAL (
            SELECT n.card_id, n.seq, n.balance, n.state, n.hash
            FROM entries n WHERE n.card_id = i.card_id ORDER BY n.seq DESC LIMIT 1) AS c
        LEFT JOIN LATERAL (
            SELECT x.idempotency_key FROM entries x WHERE x.card_id = i.card_id AND x.seq <= 4 AND x.kind = 15) AS o
            ON true
        WHERE i.seq = 1 ORDER BY i.card_id
        """;

    public async IAsyncEnumerable<CardRow> ReadCardsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = ReadRowsAsync(
            Cards,
            static reader => new CardRow(PostgresRows.Card(reader), reader.IsDBNull(5) ? null : reader.GetString(5)),
            cancellationToken);
        await foreach (var row in rows) yield return CardRow.Of(row);
    }
}
