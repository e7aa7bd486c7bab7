using Loyalty.Domain.Entries;
using Loyalty.Ledger;
using Loyalty.Ledger.Postgres;
using Loyalty.Testing;
using Npgsql;

namespace Loyalty.Torture.Checks;

/// <summary>Reads entries as they stand in the database.</summary>
public static class LedgerEntries
{
    /// <summary>Reads the entries of some cards, in the order of their seqs.</summary>
    /// <param name="ledger">A connection string, or a SQLite file.</param>
    /// <param name="cards">The cards' ids.</param>
    public static async Task<ILookup<string, LedgerEntry>> ReadAsync(string ledger, IReadOnlyCollection<string> cards)
    {
        var entries = ledger.Contains("Host=", StringComparison.Ordinal)
            ? await FromPostgresAsync(ledger, cards)
            : await FromFileAsync(ledger, cards);
        return entries.ToLookup(entry => entry.CardId.ToString(), StringComparer.Ordinal);
    }

    private static async Task<List<LedgerEntry>> FromPostgresAsync(string ledger, IReadOnlyCollection<string> cards)
    {
        await using var connection = new NpgsqlConnection(ledger + ";Pooling=false;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"SELECT {PostgresQueries.EntryColumns} FROM entries e WHERE e.card_id = ANY ($1) ORDER BY 1, 2",
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = cards.Select(Guid.Parse).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var entries = new List<LedgerEntry>();
        while (await reader.ReadAsync()) entries.Add(PostgresRows.Entry(reader));
        return entries;
    }

    private static async Task<List<LedgerEntry>> FromFileAsync(string ledger, IReadOnlyCollection<string> cards)
    {
        await using var snapshot = await LedgerStores.OpenAsync(ledger, CancellationToken.None);
        var wanted = cards.ToHashSet(StringComparer.Ordinal);
        var entries = new List<LedgerEntry>();
        await foreach (var (entry, _) in snapshot.ReadEntriesAsync(CancellationToken.None).ReadableAsync())
            if (wanted.Contains(entry.CardId.ToString())) entries.Add(entry);
        return entries;
    }
}
