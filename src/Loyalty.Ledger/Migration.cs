using System.Globalization;
using System.Reflection;

namespace Loyalty.Ledger;

/// <summary>A room that has tables in the database; its migrations are embedded in its assembly.</summary>
internal sealed record MigrationSource(Assembly Assembly);

/// <summary>A numbered script of one database, embedded from its folder's <c>Migrations/NNNN_name.sql</c>.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>All scripts of a database ("Sqlite", "Postgres"), ascending over all rooms.</summary>
    public static IReadOnlyList<Migration> Of(string database, IEnumerable<MigrationSource> sources) =>
        [.. sources.SelectMany(source => Of(database, source.Assembly)).OrderBy(migration => migration.Number)];

    private static IEnumerable<Migration> Of(string database, Assembly assembly)
    {
        var prefix = $"{assembly.GetName().Name}.{database}.Migrations.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name, name[prefix.Length..^".sql".Length]));
    }

    private static Migration Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
