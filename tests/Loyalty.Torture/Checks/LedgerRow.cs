using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;
using Loyalty.Testing;
using Npgsql;

namespace Loyalty.Torture.Checks;

/// <summary>An entry as it stands in the database.</summary>
/// <param name="Card">The card's id.</param>
/// <param name="Seq">Its place on the card.</param>
/// <param name="Points">The points that it moved.</param>
/// <param name="Balance">The balance after it.</param>
/// <param name="Key">The idempotency key of the request that it answers.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="CardNumber">The number that it put on the card; empty if none.</param>
public sealed record LedgerRow(
    string Card, long Seq, long Points, long Balance, string Key, EntryKind Kind, string CardNumber)
{
    /// <summary>The entry as far as it was read, for what goes by kinds of entry; without its card.</summary>
    public LedgerEntry ToEntry() => new(
        default, Seq, Kind, Points, Balance, 0, [], default, default, Nobody, Key, null,
        CardNumber.Length > 0 ? new CardNumber(CardNumber) : null, 0, [], 0, []);

    private static readonly Caller Nobody = new(CallerKind.BackOffice, "", "", "", "");

    /// <summary>Reads the entries of some cards, in the order of their seqs.</summary>
    /// <param name="ledger">A connection string, or a SQLite file.</param>
    /// <param name="cards">The cards' ids.</param>
    public static Task<ILookup<string, LedgerRow>> ReadAsync(string ledger, IReadOnlyCollection<string> cards) =>
        ledger.Contains("Host=", StringComparison.Ordinal)
            ? FromPostgresAsync(ledger, cards)
            : FromFileAsync(ledger, cards);

    private static async Task<ILookup<string, LedgerRow>> FromPostgresAsync(
        string ledger, IReadOnlyCollection<string> cards)
    {
        await using var connection = new NpgsqlConnection(ledger + ";Pooling=false;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT card_id, seq, points, balance, idempotency_key, kind, coalesce(detail::json ->> 'card_number', '') "
            + "FROM entries WHERE card_id = ANY ($1) ORDER BY card_id, seq", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = cards.Select(Guid.Parse).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<LedgerRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(new LedgerRow(
                reader.GetGuid(0).ToString(), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3),
                reader.GetString(4), (EntryKind)reader.GetInt16(5), reader.GetString(6)));
        }

        return rows.ToLookup(row => row.Card, StringComparer.Ordinal);
    }

    private static async Task<ILookup<string, LedgerRow>> FromFileAsync(
        string ledger, IReadOnlyCollection<string> cards)
    {
        await using var snapshot = await LedgerStores.OpenAsync(ledger, CancellationToken.None);
        var wanted = cards.ToHashSet(StringComparer.Ordinal);
        var rows = new List<LedgerRow>();
        await foreach (var (entry, _) in snapshot.ReadEntriesAsync(CancellationToken.None).ReadableAsync())
        {
            if (wanted.Contains(entry.CardId.ToString()))
                rows.Add(new LedgerRow(
                    entry.CardId.ToString(), entry.Seq, entry.Points, entry.Balance, entry.IdempotencyKey, entry.Kind,
                    entry.CardNumber?.Digits ?? ""));
        }

        return rows.ToLookup(row => row.Card, StringComparer.Ordinal);
    }
}
