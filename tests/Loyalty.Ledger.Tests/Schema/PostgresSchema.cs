using System.Globalization;
using System.Text;
using Loyalty.Ledger.Tests.Stores;

namespace Loyalty.Ledger.Tests.Schema;

/// <summary>Puts together the statements that make a PostgreSQL schema what it is, from the catalogs.</summary>
internal static class PostgresSchema
{
    private const int Columns = 118;

    /// <summary>Tables in the order in which they were made; each row's parts end with a NUL.</summary>
    private const string Tables = """
        SELECT c.relname || chr(1) || coalesce(obj_description(c.oid, 'pg_class'), '') || chr(1)
            || coalesce(array_to_string(c.reloptions, ', '), '')
            || chr(1) || (
                SELECT string_agg(a.attname || chr(2) || format_type(a.atttypid, a.atttypmod)
                    || coalesce(' COLLATE "' || o.collname || '"', '')
                    || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
                    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, chr(3) ORDER BY a.attnum)
                FROM pg_attribute a
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                LEFT JOIN pg_collation o ON o.oid = a.attcollation AND o.collname <> 'default'
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
            || chr(1) || coalesce((
                SELECT string_agg('CONSTRAINT ' || n.conname || ' ' || pg_get_constraintdef(n.oid, true), chr(3)
                    ORDER BY position(n.contype IN 'pufc'), n.conname)
                FROM pg_constraint n WHERE n.conrelid = c.oid AND n.contype IN ('p', 'u', 'f', 'c')), '')
            || chr(1) || coalesce((
                SELECT string_agg(pg_get_indexdef(i.indexrelid, 0, true) || ';', chr(10) ORDER BY i.indexrelid)
                FROM pg_index i WHERE i.indrelid = c.oid
                    AND NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conindid = i.indexrelid)), '')
            || chr(1) || coalesce((
                SELECT string_agg(replace(pg_get_triggerdef(t.oid, true), ' FOR EACH', chr(10) || '    FOR EACH')
                    || ';', chr(10) ORDER BY t.oid)
                FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal), '')
        FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' ORDER BY c.oid
        """;

    private const string Functions = """
        SELECT p.proname || chr(1) || coalesce(obj_description(p.oid, 'pg_proc'), '') || chr(1)
            || pg_get_function_arguments(p.oid) || chr(1)
            || CASE WHEN p.proargmodes IS NULL THEN 'RETURNS ' || pg_get_function_result(p.oid) || ' ' ELSE '' END
            || 'LANGUAGE ' || l.lanname
            || CASE p.provolatile WHEN 's' THEN ' STABLE' WHEN 'i' THEN ' IMMUTABLE' ELSE '' END
            || chr(1) || p.prosrc
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.pronamespace = current_schema()::regnamespace ORDER BY p.proname
        """;

    public static async Task<IReadOnlyList<SchemaPart>> ReadAsync(TestLedger ledger) =>
    [
        .. (await ledger.QueryAsync(Tables)).Select(row => Table(row.Split('\u0001'))),
        .. (await ledger.QueryAsync(Functions)).Select(row => Function(row.Split('\u0001'))),
    ];

    private static SchemaPart Table(string[] parts)
    {
        var columns = parts[3].Split('\u0003').Select(column => column.Split('\u0002')).ToArray();
        var width = columns.Max(column => column[0].Length);
        var lines = columns.Select(column => $"    {column[0].PadRight(width)} {column[1]}")
            .Concat(parts[4].Split('\u0003', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(constraint => Wrapped("    ", constraint, " AND ")));
        var options = parts[2].Length > 0 ? $" WITH ({parts[2]})" : "";
        var text = new StringBuilder(Comment(parts[1]));
        text.Append(
            CultureInfo.InvariantCulture, $"CREATE TABLE {parts[0]} (\n{string.Join(",\n", lines)}\n){options};");
        foreach (var more in parts[5..].Where(part => part.Length > 0)) text.Append('\n').Append(more);
        return new SchemaPart(parts[0], text.ToString());
    }

    private static SchemaPart Function(string[] parts)
    {
        var arguments = string.Join('\n', Wrapped("    ", parts[2], ", "));
        var head = parts[0].Length + arguments.Length > Columns - 20
            ? $"(\n{arguments})\n"
            : $"({arguments.Trim()})\n";
        var text = $"{Comment(parts[1])}CREATE FUNCTION {parts[0]}{head}{parts[3]} AS $${parts[4]}$$;";
        return new SchemaPart(parts[0], text);
    }

    private static string Comment(string text) => text.Length == 0
        ? ""
        : string.Concat(Wrapped("-- ", text, " ").Select(line => line + "\n"));

    /// <summary>Breaks a text behind its separators so that no line is too long.</summary>
    private static IEnumerable<string> Wrapped(string indent, string text, string separator)
    {
        var words = text.Split(separator);
        var line = indent + words[0];
        foreach (var word in words.Skip(1))
        {
            if (line.Length + separator.Length + word.Length <= Columns)
            {
                line += separator + word;
                continue;
            }

            yield return line + separator.TrimEnd();
            line = indent + word;
        }

        yield return line;
    }
}
