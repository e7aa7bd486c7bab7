using Loyalty.Testing;
using Loyalty.WireFuzz;

namespace Loyalty.Torture.Phases;

/// <summary>
/// Bad input for a server of its own, with tills beside it. Their p99 and its memory are printed and not checked, since
/// other processes of the run may still be at work; Loyalty.WireFuzz by itself checks them.
/// </summary>
public sealed class BadInput(Torment torment, long inputs)
{
    private const int HeldConnections = 1_000;

    public async Task RunAsync()
    {
        var options = new WireOptions
        {
            Seed = torment.Seed,
            Inputs = inputs,
            HeldConnections = HeldConnections,
            ChecksTiming = false,
        };
        var folder = Directory.CreateDirectory(Path.Combine(torment.Folder, "wire")).FullName;
        var report = await new WireRun(options, folder).RunAsync(CancellationToken.None);
        torment.BadInputs = report.Inputs;
        foreach (var (name, value) in report.Figures) torment.Say($"bad input: {name}: {value}");
        foreach (var violation in report.Violations) torment.Violations.Add(Invariant.Harmless, "", violation);
    }
}
