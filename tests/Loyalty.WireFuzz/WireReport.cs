namespace Loyalty.WireFuzz;

/// <summary>
/// Counts what was sent and what came back, and keeps what must not be. Safe to use from many threads.
/// </summary>
public sealed class WireReport
{
    private const int MaxKept = 100;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, SortedDictionary<string, int>> outcomes = new(StringComparer.Ordinal);
    private readonly List<string> violations = [];
    private readonly List<(string Name, string Value)> figures = [];

    /// <summary>Inputs of all kinds.</summary>
    public long Inputs { get; private set; }

    /// <summary>Violations in all; only the first of them are kept.</summary>
    public long ViolationCount { get; private set; }

    public IReadOnlyList<string> Violations => violations;

    /// <summary>The measured figures, by name, in the order in which they were taken.</summary>
    public IReadOnlyList<(string Name, string Value)> Figures => figures;

    /// <summary>By kind of input, by kind of answer, how many.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<string, int>> Outcomes => outcomes;

    public void Count(string kind, string outcome, int inputs = 1)
    {
        lock (gate)
        {
            Inputs += inputs;
            if (!outcomes.TryGetValue(kind, out var of)) outcomes[kind] = of = new(StringComparer.Ordinal);
            of[outcome] = of.GetValueOrDefault(outcome) + inputs;
        }
    }

    public void Violate(string violation)
    {
        lock (gate)
        {
            ViolationCount++;
            if (violations.Count < MaxKept) violations.Add(violation);
        }
    }

    public void Measured(string name, string value)
    {
        lock (gate) figures.Add((name, value));
    }
}
