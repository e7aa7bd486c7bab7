using Loyalty.Torture.Phases;

namespace Loyalty.Torture.Tests.Phases;

public sealed class DiskFullTests(ITestOutputHelper output) : TortureTests(output)
{
    [Fact]
    public async Task Disk_FullUnderLoad_LosesNothingAndGoesOn()
    {
        var torment = Make(FixedSeed);
        await new DiskFull(torment).RunAsync();
        if (torment.Skipped.Count > 0) Assert.Skip(string.Join("; ", torment.Skipped));
        Assert.Empty(torment.Violations.All);
    }
}
