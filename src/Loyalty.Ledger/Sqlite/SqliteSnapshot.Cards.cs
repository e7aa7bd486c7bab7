using System.Runtime.CompilerServices;

namespace Loyalty.Ledger.Sqlite;

internal sealed partial class SqliteSnapshot
{
    /// <summary>Cards are found by their first entries; the opening is the last of a card's first four.</summary>
    private const string Cards = """
        SELECT c.card_id, c.seq, c.balance, c.state, c.hash,
            (SELECT x.idempotency_key FROM entries x WHERE x.card_id = i.card_id AND x.seq <= 4 AND x.kind = 15)
        FROM entries i
        JOIN entries c ON c.card_id = i.card_id
            AND c.seq = (SELECT max(n.seq) FROM entries n WHERE n.card_id = i.card_id)
        WHERE i.seq = 1 ORDER BY i.card_id
        """;

    public async IAsyncEnumerable<CardRow> ReadCardsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = ReadRowsAsync(
            Cards,
            static reader => new CardRow(SqliteRows.Card(reader), reader.IsDBNull(5) ? null : reader.GetString(5)),
            cancellationToken);
        await foreach (var row in rows) yield return CardRow.Of(row);
    }
}
