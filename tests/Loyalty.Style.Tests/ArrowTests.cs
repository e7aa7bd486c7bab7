using System.Text.RegularExpressions;

namespace Loyalty.Style.Tests;

/// <summary>The rooms' arrows as the code has them: which namespaces of other rooms each uses.</summary>
public sealed partial class ArrowTests
{
    /// <summary>Namespaces; one that ends in a star stands for those inside it, too.</summary>
    private static readonly Dictionary<string, string[]> s_uses = new(StringComparer.Ordinal)
    {
        ["Loyalty.Domain"] = [],
        ["Loyalty.Ledger"] = ["Loyalty.Domain*"],
        ["Loyalty.Members"] =
            ["Loyalty.Domain*", "Loyalty.Ledger", "Loyalty.Ledger.Postgres", "Loyalty.Ledger.Sqlite"],
        ["Loyalty.Audit"] = ["Loyalty.Domain*", "Loyalty.Ledger"],
        ["Loyalty.Grains"] = ["Loyalty.Domain*", "Loyalty.Ledger"],
        ["Loyalty.Application"] = ["Loyalty.Domain*", "Loyalty.Grains*", "Loyalty.Ledger", "Loyalty.Members"],
        ["Loyalty.Server"] =
        [
            "Loyalty.Application*", "Loyalty.Audit", "Loyalty.Domain*", "Loyalty.Grains*", "Loyalty.Ledger",
            "Loyalty.Members", "Loyalty.Members.Encryption", "Loyalty.V1",
        ],
        ["Loyalty.Client"] = ["Loyalty.V1"],
        ["Loyalty.Cli"] =
            ["Loyalty.Audit*", "Loyalty.Client", "Loyalty.Domain*", "Loyalty.Ledger", "Loyalty.V1"],
    };

    [Fact]
    public void Namespace_ThatARoomUses_FollowsTheArrows() => Faults.None(
        from file in Repository.Named(".cs")
        where file.StartsWith("src/", StringComparison.Ordinal)
        from line in Repository.Lines(file).Index()
        from fault in FaultsOf(file.Split('/')[1], line.Item)
        select $"{file}:{line.Index + 1}: {fault}");

    [Theory]
    [InlineData("Loyalty.Domain", "using Loyalty.Ledger;")]
    [InlineData("Loyalty.Domain", "    Loyalty.Ledger.ILedger ledger,")]
    [InlineData("Loyalty.Members", "using Loyalty.Ledger.Writing;")]
    [InlineData("Loyalty.Audit", "using static Loyalty.Members.MemberRegister;")]
    [InlineData("Loyalty.Client", "using Card = Loyalty.Domain.Cards.Card;")]
    public void Namespace_OfAnotherRoom_IsAFault(string room, string line) =>
        Assert.NotEmpty(FaultsOf(room, line));

    [Theory]
    [InlineData("Loyalty.Members", "using Loyalty.Ledger.Postgres;")]
    [InlineData("Loyalty.Grains", "using Loyalty.Domain.Cards;")]
    [InlineData("Loyalty.Domain", "[GenerateSerializer, Alias(\"loyalty.Card\")]")]
    public void Namespace_ThatIsAllowed_IsNone(string room, string line) => Assert.Empty(FaultsOf(room, line));

    private static IEnumerable<string> FaultsOf(string room, string line)
    {
        var allowed = s_uses.GetValueOrDefault(room) ?? [];
        foreach (Match name in Name().Matches(line))
        {
            var (other, whole) = ($"Loyalty.{name.Groups["room"].Value}", name.Value);
            if (other == room) continue;
            var isDirective = Using().IsMatch(line);
            var fits = allowed.Any(one => one.TrimEnd('*') is var prefix && isDirective && !one.EndsWith('*')
                ? whole == prefix
                : prefix == other || prefix.StartsWith(other + ".", StringComparison.Ordinal));
            if (!fits) yield return $"{room} may not use {whole}";
        }
    }

    [GeneratedRegex(
        @"(?<![\w.""/])Loyalty\.(?<room>[A-Z]\w*)(\.[A-Z]\w*)*", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    /// <summary>A directive for a namespace, not for a type.</summary>
    [GeneratedRegex(@"^using Loyalty", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();
}
