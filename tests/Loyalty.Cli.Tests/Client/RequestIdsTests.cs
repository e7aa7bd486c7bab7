using Loyalty.Cli.Replay;
using Loyalty.Client;

namespace Loyalty.Cli.Tests.Client;

public sealed class RequestIdsTests
{
    /// <summary>RFC 9562, appendix A.4.</summary>
    [Fact]
    public void Derive_TheStandardsExample_GivesItsAnswer() => Assert.Equal(
        new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"),
        RequestIds.Derive(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));

    /// <summary>Frozen: another id would find none of the cards that were issued by this one.</summary>
    [Theory]
    [InlineData("906", "30ef43b6-e30f-52ba-9f53-783721789cac")]
    [InlineData("张三", "1df69efc-eb59-5f7e-8ff7-aae6951858b5")]
    public void RequestId_OfACardName_NeverChanges(string name, string expected) =>
        Assert.Equal(expected, CardRegister.RequestIdOf(name));
}
