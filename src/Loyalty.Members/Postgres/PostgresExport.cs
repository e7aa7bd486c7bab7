using Loyalty.Ledger;
using Loyalty.Ledger.Postgres;

namespace Loyalty.Members.Postgres;

/// <summary>The export from PostgreSQL: cards and members in one view.</summary>
internal sealed class PostgresExport(PostgresDatabase database) : IExportStore
{
    public async Task<IExportSnapshot> OpenExportAsync(CancellationToken cancellationToken) =>
        new View(await database.OpenSnapshotAsync(cancellationToken));

    private sealed class View(PostgresSnapshot snapshot) : IExportSnapshot
    {
        public IAsyncEnumerable<CardRow> ReadCardsAsync(CancellationToken cancellationToken) =>
            snapshot.ReadCardsAsync(cancellationToken);

        public IAsyncEnumerable<MemberRow> ReadMembersAsync(CancellationToken cancellationToken) =>
            snapshot.ReadAsync(PostgresMembers.All, PostgresMembers.Row, cancellationToken);

        public ValueTask DisposeAsync() => snapshot.DisposeAsync();
    }
}
