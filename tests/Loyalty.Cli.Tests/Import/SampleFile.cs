using System.Globalization;
using Loyalty.Testing;

namespace Loyalty.Cli.Tests.Import;

/// <summary>
/// Writes a file to try an import with: LOYALTY_SAMPLE_CARDS cards to LOYALTY_SAMPLE_FILE. Run by
/// <c>-explicit only -method "*Write_*"</c>.
/// </summary>
public sealed class SampleFile
{
    [Fact(Explicit = true)]
    public async Task Write_ASample_SaysWhatIsInIt()
    {
        var cards = int.Parse(
            Environment.GetEnvironmentVariable("LOYALTY_SAMPLE_CARDS")!, CultureInfo.InvariantCulture);
        var system = new OldSystem(1, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        await using (var file = new StreamWriter(Environment.GetEnvironmentVariable("LOYALTY_SAMPLE_FILE")!))
            system.Write(file, cards);
        Assert.Equal(cards, system.Cards);
        TestContext.Current.SendDiagnosticMessage("{0} cards, {1} members, {2} points",
            system.Cards, system.Members, system.Points);
    }
}
