using System.Runtime.CompilerServices;

namespace Loyalty.Ledger.Tests.Schema;

/// <summary>A table with its indexes and triggers, or a function, as the database has it.</summary>
public sealed record SchemaPart(string Name, string Text);

/// <summary>The files <c>schema.sql</c> of the rooms: the database as it is after all migrations.</summary>
internal static class SchemaFile
{
    /// <summary>Set to anything, the test writes the files instead of comparing them.</summary>
    public const string WriteVariable = "LOYALTY_WRITE_SCHEMA";

    private const string Heading = """
        -- The database as it is after all migrations. Written by the tests, not by hand:
        --     LOYALTY_WRITE_SCHEMA=1 tests/run.sh --filter SchemaTests
        -- What migrations insert (Orleans' queries, the first epoch) is not here.
        """;

    /// <summary>The tables of Orleans and of the migrations themselves, which come last.</summary>
    private static readonly string[] s_last =
        ["orleansquery", "cluster_versions", "cluster_silos", "grain_states", "schema_migrations"];

    private static readonly string[] s_rooms = ["Loyalty.Ledger", "Loyalty.Members"];

    /// <summary>Compares what a database has with the files of all rooms; says the first line that differs.</summary>
    /// <param name="database">"Postgres" or "Sqlite".</param>
    /// <param name="parts">All parts, in the order in which the migrations made them.</param>
    public static void Check(string database, IReadOnlyList<SchemaPart> parts)
    {
        foreach (var room in s_rooms)
        {
            var path = Path.Combine(Root(), "src", room, database, "schema.sql");
            var own = parts.Where(part => RoomOf(part.Name) == room).OrderBy(part => s_last.Contains(part.Name));
            var actual = string.Join("\n\n", own.Select(part => part.Text).Prepend(Heading)) + "\n";
            if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 }) File.WriteAllText(path, actual);
            if (FirstDifference(path, File.ReadAllLines(path), actual.TrimEnd('\n').Split('\n')) is { } difference)
                Assert.Fail(difference);
        }
    }

    private static string? FirstDifference(string path, string[] file, string[] database)
    {
        for (var i = 0; i < Math.Max(file.Length, database.Length); i++)
        {
            var (expected, actual) = (file.ElementAtOrDefault(i), database.ElementAtOrDefault(i));
            if (expected != actual) return $"{path}:{i + 1}: the file has '{expected}', the database has '{actual}'";
        }

        return null;
    }

    private static string RoomOf(string name) =>
        name.StartsWith("member", StringComparison.Ordinal) ? s_rooms[1] : s_rooms[0];

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
