using Loyalty.Cli.Csv;

namespace Loyalty.Cli.Tests.Csv;

public sealed class ListTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a|b", "a", "b")]
    [InlineData("a\\|b|c\\\\", "a|b", "c\\")]
    [InlineData("|a|", "", "a", "")]
    [InlineData("a\\b\\", "a\\b\\")]
    public void Split_OfAText_GivesItsParts(string text, params string[] parts) =>
        Assert.Equal(text.Length == 0 ? [] : parts, ListText.Split(text, '|'));

    [Fact]
    public void Split_OfWhatWasJoined_GivesTheSame()
    {
        // All texts of up to three of the characters that matter, in pairs.
        string[] one = ["a", "|", "\\"];
        string[] all = [.. one, .. one.SelectMany(x => one, (x, y) => x + y),
            .. one.SelectMany(x => one, (x, y) => x + y).SelectMany(x => one, (x, y) => x + y)];
        foreach (var x in all)
            foreach (var y in all)
                Assert.Equal([x, y], ListText.Split(ListText.Join([x, y], '|'), '|'));
    }
}
