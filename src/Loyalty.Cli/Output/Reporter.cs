using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Spectre.Console;

namespace Loyalty.Cli.Output;

/// <summary>Writes answers to stdout: text for people, or JSON in one line.</summary>
internal sealed class Reporter(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        // It goes to a terminal or a pipe, never into HTML: names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool IsJson => json;

    /// <summary>A message, as JSON or as named facts one below the other.</summary>
    public void Answer(IMessage message, IEnumerable<(string Name, string Value)> facts)
    {
        if (json) Json(MessageJson.Of(message));
        else Facts(facts);
    }

    public void Json(JsonNode node) => output.WriteLine(node.ToJsonString(OneLine));

    public void Line(string text) => output.WriteLine(text);

    public void Facts(IEnumerable<(string Name, string Value)> facts)
    {
        var all = facts.Where(f => f.Value.Length > 0).ToList();
        var width = all.Max(f => f.Name.Length) + 2;
        foreach (var (name, value) in all) output.WriteLine(name.PadRight(width) + value);
    }

    /// <summary>A table; numbers stand to the right, and the last column may take several lines.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows, IReadOnlySet<int> numbers)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var i = 0; i < columns.Count; i++)
        {
            var column = new TableColumn(new Text(columns[i])) { NoWrap = i < columns.Count - 1 };
            table.AddColumn(numbers.Contains(i) ? column.RightAligned() : column);
        }

        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        // In a pipe there is no width to fit into, and a line is a row.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 1_000;
        console.Write(table);
    }
}
