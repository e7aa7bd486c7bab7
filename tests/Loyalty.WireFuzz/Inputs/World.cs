using Google.Type;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>The facts that inputs may know of the server they are thrown at.</summary>
/// <param name="Cards">Numbers of cards that the inputs may use; accruals on them are posted by the accounts.</param>
/// <param name="Today">The mall's business date.</param>
/// <param name="Currency">The program's currency.</param>
public sealed record World(IReadOnlyList<string> Cards, DateOnly Today, string Currency)
{
    /// <summary>The cards that inputs may also lose, replace and end; on the others accruals stay possible.</summary>
    public IReadOnlyList<string> ChangingCards { get; } = [.. Cards.Take(Math.Max(1, Cards.Count / 4))];

    public Date Date => new() { Year = Today.Year, Month = Today.Month, Day = Today.Day };
}
