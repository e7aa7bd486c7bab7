using System.Globalization;

namespace Loyalty.Ledger;

/// <summary>
/// A step of the database's schema: the folder <c>Migrations/NNNN_name</c>, of all rooms that have one of that name. It
/// never changes once it is on main (docs/migrations.md).
/// </summary>
/// <param name="Number">Its place in the history of the database, from 1.</param>
/// <param name="Name">The folder's name.</param>
/// <param name="Scripts">Its files: the rooms in their order, each one's functions before its tables.</param>
internal sealed record Migration(int Number, string Name, IReadOnlyList<string> Scripts)
{
    private const string NeedsMark = "_needs_";

    private const int DigitCount = 4;

    /// <summary>
    /// The migration that a server must know to run on a database that has this one; 0 if any server may. A name says
    /// it: <c>0007_needs_0005_drop_ledger_write_1</c>.
    /// </summary>
    public int Needs => NeedsOf(Name);

    /// <summary>All migrations of a database ("Sqlite", "Postgres"), ascending.</summary>
    public static IReadOnlyList<Migration> Of(string database, IEnumerable<MigrationSource> sources) =>
        [.. sources
            .SelectMany(source => source.Scripts)
            .Where(script => script.Database == database)
            .GroupBy(script => script.Migration, StringComparer.Ordinal)
            .Select(scripts => new Migration(
                NumberOf(scripts.Key), scripts.Key, [.. scripts.Select(script => script.Sql)]))
            .OrderBy(migration => migration.Number)];

    /// <summary>The migrations that a database hasn't seen.</summary>
    /// <param name="known">Those of this build, ascending.</param>
    /// <param name="applied">The names of those that the database has seen.</param>
    /// <exception cref="StoreException">This build can't run on that database. The message says what to do.</exception>
    public static IReadOnlyList<Migration> Pending(IReadOnlyList<Migration> known, IReadOnlyCollection<string> applied)
    {
        var last = known[^1].Number;
        foreach (var name in applied)
        {
            var (number, needs) = (NumberOf(name), NeedsOf(name));
            if (number <= last && known.All(migration => migration.Name != name))
            {
                throw new StoreException(
                    StoreFailure.Unavailable,
                    $"The database has a migration {name} that is none of this release's: it was made by a build from "
                    + "before the first release, or by another branch. Start the server that made it, or use a new "
                    + "database.");
            }

            if (needs > last)
            {
                throw new StoreException(
                    StoreFailure.Unavailable,
                    $"The database has the migration {name}, and this server knows migrations up to {known[^1].Name}: "
                    + "it is too old for that database. Start a newer server.");
            }
        }

        return [.. known.Where(migration => !applied.Contains(migration.Name))];
    }

    /// <summary>The newest of these that this build doesn't know; null if it knows them all.</summary>
    public static string? NewerThan(IReadOnlyList<Migration> known, IEnumerable<string> applied) =>
        applied.Where(name => NumberOf(name) > known[^1].Number).MaxBy(NumberOf);

    private static int NeedsOf(string name) =>
        name.IndexOf(NeedsMark, StringComparison.Ordinal) is >= 0 and var at
            ? NumberOf(name[(at + NeedsMark.Length)..])
            : 0;

    /// <summary>Names of builds before the first release have no number.</summary>
    private static int NumberOf(string name) =>
        int.TryParse(name.AsSpan(0, Math.Min(DigitCount, name.Length)), CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
