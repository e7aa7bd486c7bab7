using System.Collections.Immutable;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>
/// A rule as SQL, the same for both databases, from <c>Queries.sql</c>: evidence that shares no code with the engine.
/// Its rows are faults: card, entry (or null), and what stands there.
/// </summary>
/// <param name="Rule">The rule that its rows break.</param>
/// <param name="Name">Its name in the file.</param>
/// <param name="Sql">The query, over the tables and the <see cref="Views"/>.</param>
internal sealed record AuditQuery(AuditRule Rule, string Name, string Sql)
{
    private const string Heading = "-- query ";

    /// <summary>All of them, in the file's order.</summary>
    public static ImmutableArray<AuditQuery> All { get; } =
        [.. Read("Queries").Split(Heading).Skip(1).Select(Parse)];

    /// <summary>A database's way to read the JSON in its rows, to stand in front of a query.</summary>
    internal static string Views(SqlDialect dialect) => Read($"Views.{dialect}");

    private static AuditQuery Parse(string section)
    {
        var heading = section[..section.IndexOf('\n', StringComparison.Ordinal)].Split(' ');
        return new AuditQuery(Enum.Parse<AuditRule>(heading[0]), heading[1], section[(section.IndexOf('\n') + 1)..]);
    }

    private static string Read(string file)
    {
        var assembly = typeof(AuditQuery).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream($"Loyalty.Audit.{file}.sql")!);
        return reader.ReadToEnd();
    }
}
