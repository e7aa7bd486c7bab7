using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Rules;

namespace Loyalty.Server.Settings;

/// <summary>Turns the settings of the card's life into rules; the first one that is wrong is named.</summary>
internal static class CardRulesReader
{
    /// <summary>The rules for every mall, then those of malls with their own.</summary>
    public static ImmutableArray<CardRules> Read(ProgramSettings settings, Currency currency)
    {
        var common = Read("Cards", settings.Cards, CardRules.Default(currency), currency);
        return
        [
            common,
            .. settings.Malls.OrderBy(mall => mall.Key, StringComparer.Ordinal).Select(mall =>
                Read($"Malls:{Code(mall.Key)}", mall.Value, common with { Mall = mall.Key }, currency)),
        ];
    }

    private static CardRules Read(string name, CardSettings settings, CardRules basis, Currency currency)
    {
        var rules = basis with
        {
            DefaultType = settings.DefaultType is { } type ? Type(type) : basis.DefaultType,
            OneYearMonths = Months("OneYearMonths", settings.OneYearMonths) ?? basis.OneYearMonths,
            LongTermMonths = Months("LongTermMonths", settings.LongTermMonths) ?? basis.LongTermMonths,
            DigitalMonths = Months("DigitalMonths", settings.DigitalMonths) ?? basis.DigitalMonths,
            FreeIssueTotalMinor = Total("FreeIssueTotal", settings.FreeIssueTotal) ?? basis.FreeIssueTotalMinor,
            SurrenderedIssueTotalMinor = Total("SurrenderedIssueTotal", settings.SurrenderedIssueTotal)
                ?? basis.SurrenderedIssueTotalMinor,
            IssueFeeMinor = Fee("IssueFee", settings.IssueFee) ?? basis.IssueFeeMinor,
            ReplaceFeeMinor = Fee("ReplaceFee", settings.ReplaceFee) ?? basis.ReplaceFeeMinor,
            RenewFeeMinor = Fee("RenewFee", settings.RenewFee) ?? basis.RenewFeeMinor,
            RenewEarlyDays = Within("RenewEarlyDays", settings.RenewEarlyDays, 36_500, "days")
                ?? basis.RenewEarlyDays,
            OfflineWindowHours = Within("OfflineWindowHours", settings.OfflineWindowHours, 8_760, "hours")
                ?? basis.OfflineWindowHours,
        };
        return rules;

        CardType Type(string text) => text is nameof(CardType.OneYear) or nameof(CardType.LongTerm)
            or nameof(CardType.Digital)
            ? Enum.Parse<CardType>(text)
            : throw SettingsReader.Wrong($"{name}:DefaultType", text, "OneYear or LongTerm or Digital");

        int? Months(string key, int? value) => Within(key, value, CardRules.MaxTermMonths, "months, 0 for no end,");

        long? Total(string key, string? value) => value is null
            ? null
            : SettingsReader.Minor($"{name}:{key}", value, currency, "such as 100");

        long? Fee(string key, string? value) => value is "0" ? 0 : Total(key, value);

        int? Within(string key, int? value, int most, string what) => value is null or >= 0 && !(value > most)
            ? value
            : throw SettingsReader.Wrong($"{name}:{key}", value, $"{what} from 0 to {most}");
    }

    private static string Code(string mall) => Text.IsIdentifier(mall)
        ? mall
        : throw SettingsReader.Wrong("Malls", mall, "the mall's code: 1 to 64 printable ASCII characters");
}
