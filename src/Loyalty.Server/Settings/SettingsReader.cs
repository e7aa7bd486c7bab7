using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Rules;

namespace Loyalty.Server.Settings;

/// <summary>Reads the settings and turns them into rules; the first one that is wrong is named.</summary>
internal static class SettingsReader
{
    public static LoyaltySettings Read(IConfiguration configuration)
    {
        try
        {
            var settings = configuration.GetSection(LoyaltySettings.Section).Get<LoyaltySettings>() ?? new();
            Check(settings);
            return settings;
        }
        catch (InvalidOperationException e)
        {
            // The binder's own message names the setting and the type that it wants.
            throw new SettingsException(e.InnerException?.Message is { } why ? $"{e.Message} {why}" : e.Message);
        }
    }

    /// <summary>The program's rules.</summary>
    public static ProgramRules Rules(ProgramSettings settings)
    {
        if (!Currency.IsWellFormed(settings.Currency))
            throw Wrong(nameof(settings.Currency), settings.Currency, "an ISO 4217 code such as CNY or USD");
        var currency = new Currency(settings.Currency);
        var maxAge = settings.ReceiptMaxAgeDays;
        if (maxAge is < 0 or > 36_500)
            throw Wrong(nameof(settings.ReceiptMaxAgeDays), maxAge, "days from 1 to 36500, or 0 for no limit");
        if (settings.MaxPointsPerDay > 0 && (maxAge < 1 || maxAge > ProgramRules.MaxDaysOfDailyCap))
        {
            throw Wrong(nameof(settings.ReceiptMaxAgeDays), maxAge,
                $"1 to {ProgramRules.MaxDaysOfDailyCap} while MaxPointsPerDay is set");
        }

        var multipliers = settings.Multipliers.Select(Multiplier).ToImmutableArray();
        if (multipliers.GroupBy(multiplier => multiplier.Name).FirstOrDefault(same => same.Count() > 1) is { } same)
            throw Wrong("Multipliers", same.Key, "a name of its own for each, since answers name them");

        return new ProgramRules(
            currency,
            Minor(nameof(settings.EarnUnit), settings.EarnUnit, currency, "such as 20 or 1.00"),
            Parse<EarnRemainder>(nameof(settings.EarnRemainder), settings.EarnRemainder),
            PointsExpiry.TryParse(settings.PointsExpiry, out var expiry)
                ? expiry
                : throw Wrong(nameof(settings.PointsExpiry), settings.PointsExpiry,
                    "EndOfNextYear, Never, or Months:N with N from 1 to 1200"),
            maxAge,
            Minor(nameof(settings.ReceiptMaxTotal), settings.ReceiptMaxTotal, currency, "such as 10000000"),
            settings.ReceiptNumbersRestartPerTill,
            Labels("Exclude:Categories", settings.Exclude.Categories),
            Labels("Exclude:Products", settings.Exclude.Products),
            Labels("Exclude:Tenders", settings.Exclude.Tenders),
            multipliers,
            NotNegative(nameof(settings.MaxPointsPerReceipt), settings.MaxPointsPerReceipt),
            NotNegative(nameof(settings.MaxPointsPerDay), settings.MaxPointsPerDay),
            CardRulesReader.Read(settings, currency));
    }

    /// <summary>The mall's calendar.</summary>
    public static MallCalendar Calendar(ProgramSettings settings)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out var zone))
        {
            throw Wrong(nameof(settings.TimeZone), settings.TimeZone,
                "an IANA time zone that this machine knows, such as Asia/Shanghai (package tzdata)");
        }

        var isTime = TimeOnly.TryParseExact(
            settings.DayChange, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var change);
        return isTime && change <= new TimeOnly(12, 0)
            ? new MallCalendar(zone, change)
            : throw Wrong(nameof(settings.DayChange), settings.DayChange, "a local time from 00:00 to 12:00");
    }

    /// <summary>Reads "address:port" or "[IPv6 address]:port".</summary>
    public static IPEndPoint Endpoint(string name, string value) =>
        IPEndPoint.TryParse(value, out var endpoint)
        && value.Contains(endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? "]:" : ":", StringComparison.Ordinal)
            ? endpoint
            : throw new SettingsException(
                $"Loyalty:{name} is '{value}'; write address:port, such as 127.0.0.1:7080 or [::1]:7080.");

    private static void Check(LoyaltySettings settings)
    {
        Endpoint(nameof(settings.GrpcAddress), settings.GrpcAddress);
        Endpoint(nameof(settings.HttpAddress), settings.HttpAddress);
        var silo = Endpoint("Cluster:SiloAddress", settings.Cluster.SiloAddress);
        if (silo.Port == 0 || silo.Address.Equals(IPAddress.Any) || silo.Address.Equals(IPAddress.IPv6Any))
        {
            throw new SettingsException(
                $"Loyalty:Cluster:SiloAddress is '{silo}'; write the address and port at which other silos reach this "
                + "one, such as 10.0.0.7:7082.");
        }

        if (settings.Cluster.ClusterId.Length is 0 or > 100)
            throw new SettingsException("Loyalty:Cluster:ClusterId is not a name; write 1 to 100 characters.");
        if (settings.Cluster.ProbeSeconds is < 1 or > 60)
            throw new SettingsException("Loyalty:Cluster:ProbeSeconds is out of range; write seconds from 1 to 60.");
        if (settings.Cluster.MissedProbes is < 1 or > 20)
            throw new SettingsException("Loyalty:Cluster:MissedProbes is out of range; write a number from 1 to 20.");
        if (settings.Data.Length == 0)
            throw new SettingsException("Loyalty:Data is empty; write a folder, such as data.");
        if (settings.MaxConcurrentCalls < 1)
            throw new SettingsException("Loyalty:MaxConcurrentCalls is below 1; write a number such as 10000.");
        if (settings.DrainSeconds is < 0 or > 3_600)
            throw new SettingsException("Loyalty:DrainSeconds is out of range; write seconds from 0 to 3600.");
        var prefix = settings.Program.IssuerPrefix;
        if (prefix.Length is < 1 or > CardNumber.MaxPrefixLength || !prefix.All(char.IsAsciiDigit))
        {
            throw Wrong(nameof(settings.Program.IssuerPrefix), prefix,
                $"1 to {CardNumber.MaxPrefixLength} digits, such as 9800");
        }

        Rules(settings.Program);
        Calendar(settings.Program);
    }

    private static Multiplier Multiplier(MultiplierSettings settings, int index)
    {
        var name = $"Multipliers:{index}";
        if (!Text.IsIdentifier(settings.Name))
            throw Wrong($"{name}:Name", settings.Name, "1 to 64 printable ASCII characters");
        if (settings.Percent is <= 100 or > Domain.Rules.Multiplier.MaxPercent)
            throw Wrong($"{name}:Percent", settings.Percent, "101 to 10000; 200 doubles the points");
        if (settings.FromDate > settings.ToDate)
            throw Wrong($"{name}:ToDate", settings.ToDate!.Value, "a date not before FromDate");
        return new Multiplier(
            settings.Name, settings.Percent, settings.FromDate, settings.ToDate, [.. settings.Weekdays],
            Labels($"{name}:Stores", settings.Stores), Labels($"{name}:Categories", settings.Categories));
    }

    private static ImmutableArray<string> Labels(string name, List<string> values)
    {
        foreach (var value in values)
            if (value.Length == 0 || !Text.IsLabel(value)) throw Wrong(name, value, "names of 1 to 64 characters");
        return [.. values];
    }

    internal static long Minor(string name, string value, Currency currency, string example)
    {
        const NumberStyles plain = NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(value, plain, CultureInfo.InvariantCulture, out var major)
            && major > 0 && major <= 1_000_000_000_000m)
        {
            var minor = major * currency.MinorUnitsPerMajor;
            if (minor == decimal.Truncate(minor)) return (long)minor;
        }

        throw Wrong(name, value, $"an amount in {currency} above 0, {example}");
    }

    private static long NotNegative(string name, long value) =>
        value is >= 0 and <= ProgramRules.MaxBalance ? value : throw Wrong(name, value, "points, or 0 for no cap");

    internal static T Parse<T>(string name, string value)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, out var parsed) && Enum.GetNames<T>().Contains(value, StringComparer.Ordinal)
            ? parsed
            : throw Wrong(name, value, string.Join(" or ", Enum.GetNames<T>()));

    internal static SettingsException Wrong(string name, object value, string instead) =>
        new(string.Create(
            CultureInfo.InvariantCulture, $"Loyalty:Program:{name} is '{value}'; write {instead}."));
}
