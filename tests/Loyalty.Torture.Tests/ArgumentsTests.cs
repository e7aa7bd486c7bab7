using Loyalty.Torture.Machine;

namespace Loyalty.Torture.Tests;

public sealed class ArgumentsTests
{
    [Fact]
    public void Arguments_OfASoak_AreRead()
    {
        var read = Arguments.Parse(["soak", "--minutes", "50", "--seed", "7", "--fleet", "apart", "--break", "fence"]);
        Assert.Equal(new Arguments("soak", 50, 7, null, FleetForm.Apart, Break.Fence), read);
    }

    [Theory]
    [InlineData]
    [InlineData("fast")]
    [InlineData("quick", "--seed")]
    [InlineData("quick", "--seed", "x")]
    [InlineData("quick", "--seed", "-1")]
    [InlineData("quick", "--sead", "1")]
    [InlineData("quick", "--break", "nothing")]
    [InlineData("quick", "--fleet", "alone")]
    [InlineData("upgrade")]
    [InlineData("upgrade", "--from", "/nowhere/Loyalty.Server")]
    public async Task Arguments_Wrong_EndWithTwo(params string[] args) => Assert.Equal(2, await Verbs.RunAsync(args));
}
