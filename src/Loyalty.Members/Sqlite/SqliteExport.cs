using Loyalty.Ledger;
using Loyalty.Ledger.Sqlite;

namespace Loyalty.Members.Sqlite;

/// <summary>The export from SQLite: cards and members in one view.</summary>
internal sealed class SqliteExport(SqliteDatabase database) : IExportStore
{
    public Task<IExportSnapshot> OpenExportAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IExportSnapshot>(new View(database.OpenSnapshot()));

    private sealed class View(SqliteSnapshot snapshot) : IExportSnapshot
    {
        public IAsyncEnumerable<CardRow> ReadCardsAsync(CancellationToken cancellationToken) =>
            snapshot.ReadCardsAsync(cancellationToken);

        public IAsyncEnumerable<MemberRow> ReadMembersAsync(CancellationToken cancellationToken) =>
            snapshot.ReadAsync(SqliteMembers.All, SqliteMembers.Row, cancellationToken);

        public ValueTask DisposeAsync() => snapshot.DisposeAsync();
    }
}
