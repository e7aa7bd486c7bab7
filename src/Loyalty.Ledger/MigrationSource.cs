using System.Reflection;

namespace Loyalty.Ledger;

/// <summary>A room that has tables in the database.</summary>
/// <param name="Scripts">Its migrations' files, in the order in which they run.</param>
internal sealed record MigrationSource(IReadOnlyList<MigrationScript> Scripts)
{
    /// <summary>The files <c>DATABASE/Migrations/NNNN_name/….sql</c> that are embedded under their paths.</summary>
    public static MigrationSource Of(Assembly assembly) => new(
    [
        .. assembly.GetManifestResourceNames()
            .Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Parts: name.Split('/', '\\')))
            .Where(file => file.Parts is [_, "Migrations", _, .., _])
            .Select(file => new MigrationScript(file.Parts[0], file.Parts[2], Read(assembly, file.Name))),
    ]);

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

/// <summary>A file of a migration.</summary>
/// <param name="Database">"Postgres" or "Sqlite".</param>
/// <param name="Migration">The migration's name.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record MigrationScript(string Database, string Migration, string Sql);
