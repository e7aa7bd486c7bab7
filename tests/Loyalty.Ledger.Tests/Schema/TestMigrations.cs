using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Ledger.Tests.Schema;

/// <summary>Migrations that no release has, as a newer build would bring them.</summary>
internal static class TestMigrations
{
    /// <summary>Expands: what an older server never names may be added under it.</summary>
    public const string Expand = "0002_expand";

    /// <summary>Contracts: only a server that knows <see cref="Expand"/> may run from here on.</summary>
    public const string Contract = "0003_needs_0002_contract";

    private static readonly MigrationScript[] s_scripts =
    [
        new("Postgres", Expand, "ALTER TABLE entries ADD COLUMN note text; CREATE TABLE notes (note text)"),
        new("Postgres", Contract, "ALTER TABLE entries ALTER COLUMN note SET DEFAULT ''"),
        new("Sqlite", Expand, "ALTER TABLE entries ADD COLUMN note TEXT"),
        new("Sqlite", Contract, "CREATE TABLE notes (note TEXT) STRICT"),
    ];

    /// <summary>Makes a build of this one that knows further migrations.</summary>
    public static Action<IServiceCollection> Knowing(params string[] names) => parts => parts.AddSingleton(
        new MigrationSource([.. s_scripts.Where(script => names.Contains(script.Migration))]));
}
