using System.Data.Common;
using System.Globalization;

namespace Loyalty.Ledger.Tests.Stores;

/// <summary>Queries of a database as its owner.</summary>
internal static class Answers
{
    /// <summary>Runs all statements; the first column of all their rows, as texts.</summary>
    public static async Task<List<string>> ReadTextsAsync(this DbCommand command)
    {
        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
                texts.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }
        while (await reader.NextResultAsync());
        return texts;
    }
}
