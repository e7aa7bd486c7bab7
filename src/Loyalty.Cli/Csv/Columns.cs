using System.Text;

namespace Loyalty.Cli.Csv;

/// <summary>The positions of a replay file's columns. They stand in any order; others are passed over.</summary>
internal sealed record Columns(
    int Card, int Store, int Receipt, int Time, int Product, int Category, int Quantity, int Amount)
{
    /// <summary>All have to be there. The department is of no use yet: a line's category is its category.</summary>
    private static readonly string[] Names =
        ["card", "store", "receipt", "time", "product", "department", "category", "quantity", "amount"];

    /// <summary>Reads the header, which is the reader's current record.</summary>
    public static Columns Of(CsvReader header)
    {
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.FieldCount; i++)
        {
            var name = Encoding.UTF8.GetString(header[i]).Trim();
            if (!places.TryAdd(name, i) && Names.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new CsvException(header.Line, $"the column “{name}” is there twice.");
        }

        var missing = Names.Where(n => !places.ContainsKey(n)).ToList();
        if (missing.Count > 0)
        {
            throw new CsvException(
                header.Line, $"the header lacks {string.Join(", ", missing)}; it needs {string.Join(',', Names)}.");
        }

        return new Columns(
            places["card"], places["store"], places["receipt"], places["time"], places["product"],
            places["category"], places["quantity"], places["amount"]);
    }

    public int Last => new[] { Card, Store, Receipt, Time, Product, Category, Quantity, Amount }.Max();
}
