using Loyalty.Testing;

namespace Loyalty.Torture.Checks;

/// <summary>Something that must not be.</summary>
/// <param name="Rule">The code of the <see cref="Invariant"/>, or the scenario whose bound was passed.</param>
/// <param name="Card">The card; empty if it is of none.</param>
/// <param name="Text">The observation, with the operations that show it.</param>
public sealed record Violation(string Rule, string Card, string Text)
{
    public override string ToString() => $"{Rule}: card {(Card.Length > 0 ? Card : "-")}: {Text}";
}

/// <summary>Collects violations from anywhere.</summary>
public sealed class Violations(TextWriter output)
{
    private const int Printed = 50;
    private readonly Lock gate = new();
    private readonly List<Violation> all = [];

    public int Count
    {
        get
        {
            lock (gate) return all.Count;
        }
    }

    public IReadOnlyList<Violation> All
    {
        get
        {
            lock (gate) return [.. all];
        }
    }

    /// <summary>Keeps it, and prints it if it is among the first.</summary>
    public void Add(string rule, string card, string text)
    {
        var violation = new Violation(rule, card, text);
        lock (gate)
        {
            all.Add(violation);
            if (all.Count <= Printed) output.WriteLine($"VIOLATION {violation}");
        }
    }
}
