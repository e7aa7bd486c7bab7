using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Checks;

/// <summary>The violations that a run found.</summary>
internal sealed class Violations(Loop loop)
{
    private readonly List<string> found = [];

    public IReadOnlyList<string> Found => found;

    public void Add(string rule, string message)
    {
        found.Add($"{rule}: {message}");
        loop.Trace.Say($"VIOLATION of {rule}: {message}");
    }
}
