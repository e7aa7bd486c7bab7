using Loyalty.Domain.Rules;
using Loyalty.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace Loyalty.Server.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Settings_WithNothingConfigured_AreTheDemoProgram()
    {
        var settings = Read([]);

        var rules = SettingsReader.Rules(settings.Program);
        Assert.Equal(ProgramRules.Default(rules.Currency).EarnUnitMinor, rules.EarnUnitMinor);
        Assert.Equal(("CNY", 2_000, 30), (rules.Currency.Code, rules.EarnUnitMinor, rules.ReceiptMaxAgeDays));
        Assert.Equal("data", settings.Data);
    }

    [Fact]
    public void CardRules_OfAMall_AreTheCommonOnesButWhereItDiffers()
    {
        var settings = Read(new()
        {
            ["Program:Cards:IssueFee"] = "5", ["Program:Cards:OfflineWindowHours"] = "12",
            ["Program:Malls:east:IssueFee"] = "0", ["Program:Malls:east:DefaultType"] = "OneYear",
        });

        var rules = SettingsReader.Rules(settings.Program);
        var (common, east) = (rules.CardRulesIn("west"), rules.CardRulesIn("east"));
        Assert.Equal((500, 200, 12, Domain.Cards.CardType.LongTerm),
            (common.IssueFeeMinor, common.ReplaceFeeMinor, common.OfflineWindowHours, common.DefaultType));
        Assert.Equal(
            common with { Mall = "east", IssueFeeMinor = 0, DefaultType = Domain.Cards.CardType.OneYear }, east);
        Assert.Equal(CardRules.Default(rules.Currency), SettingsReader.Rules(Read([]).Program).CardRulesIn("east"));
    }

    [Theory]
    [InlineData("1.00", "USD", 100)]
    [InlineData("0.01", "USD", 1)]
    [InlineData("100", "JPY", 100)]
    [InlineData("0.005", "KWD", 5)]
    public void EarnUnit_InMajorUnits_IsKeptInMinorUnits(string unit, string currency, long minor)
    {
        var settings = Read(new() { ["Program:EarnUnit"] = unit, ["Program:Currency"] = currency });

        Assert.Equal(minor, SettingsReader.Rules(settings.Program).EarnUnitMinor);
    }

    [Theory]
    [InlineData("Program:Currency", "yuan")]
    [InlineData("Program:TimeZone", "Mars/Olympus")]
    [InlineData("Program:EarnUnit", "0")]
    [InlineData("Program:EarnUnit", "-1")]
    [InlineData("Program:EarnUnit", "0.001")]
    [InlineData("Program:EarnUnit", "1e3")]
    [InlineData("Program:EarnUnit", "twenty")]
    [InlineData("Program:EarnRemainder", "Keep")]
    [InlineData("Program:EarnRemainder", "1")]
    [InlineData("Program:ReceiptMaxAgeDays", "-1")]
    [InlineData("Program:ReceiptMaxAgeDays", "soon")]
    [InlineData("Program:PointsExpiry", "Months:0")]
    [InlineData("Program:PointsExpiry", "Months:1201")]
    [InlineData("Program:PointsExpiry", "Tomorrow")]
    [InlineData("Program:DayChange", "24:00")]
    [InlineData("Program:DayChange", "13:00")]
    [InlineData("Program:IssuerPrefix", "98000")]
    [InlineData("Program:IssuerPrefix", "9a")]
    [InlineData("Program:MaxPointsPerReceipt", "-5")]
    [InlineData("Program:Cards:DefaultType", "Golden")]
    [InlineData("Program:Cards:DefaultType", "Guest")]
    [InlineData("Program:Cards:OneYearMonths", "-1")]
    [InlineData("Program:Cards:OneYearMonths", "1201")]
    [InlineData("Program:Cards:IssueFee", "-2")]
    [InlineData("Program:Cards:RenewEarlyDays", "36501")]
    [InlineData("Program:Malls:east:FreeIssueTotal", "0")]
    [InlineData("Program:Malls:öst:IssueFee", "1")]
    [InlineData("Program:Multipliers:0:Percent", "100")]
    [InlineData("Program:Exclude:Tenders:0", "")]
    [InlineData("GrpcAddress", "7080")]
    [InlineData("GrpcAddress", "fd00::7:7080")]
    [InlineData("HttpAddress", "localhost")]
    [InlineData("Cluster:SiloAddress", "$(POD_IP):7082")]
    [InlineData("Cluster:SiloAddress", "fd00::7:7082")]
    [InlineData("Cluster:SiloAddress", "0.0.0.0:7082")]
    [InlineData("Cluster:SiloAddress", "10.0.0.7:0")]
    [InlineData("MaxConcurrentCalls", "0")]
    [InlineData("Cluster:ProbeSeconds", "0")]
    [InlineData("Cluster:ProbeSeconds", "61")]
    [InlineData("Cluster:MissedProbes", "0")]
    [InlineData("Cluster:MissedProbes", "21")]
    [InlineData("Data", "")]
    public void Setting_ThatCannotBeUsed_IsNamedWithWhatToWriteInstead(string name, string value)
    {
        var e = Assert.Throws<SettingsException>(() => Read(new() { [name] = value }));

        Assert.Contains(name.Split(':')[0], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DailyCap_WithoutABoundOnReceiptAge_IsRefused()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Program:MaxPointsPerDay"] = "100", ["Program:ReceiptMaxAgeDays"] = "0",
        };

        var e = Assert.Throws<SettingsException>(() => Read(settings));

        Assert.Contains("ReceiptMaxAgeDays", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Multipliers_OfOneName_AreRefused()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Program:Multipliers:0:Name"] = "double", ["Program:Multipliers:0:Percent"] = "200",
            ["Program:Multipliers:1:Name"] = "double", ["Program:Multipliers:1:Percent"] = "300",
        };

        var e = Assert.Throws<SettingsException>(() => Read(settings));

        Assert.Contains("'double'", e.Message, StringComparison.Ordinal);
    }

    private static LoyaltySettings Read(Dictionary<string, string?> settings) => SettingsReader.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(pair => "Loyalty:" + pair.Key, pair => pair.Value))
            .Build());
}
