using Google.Type;
using Loyalty.Cli.Csv;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli;

/// <summary>The program's currency: decimal text to exact minor units and back.</summary>
internal sealed class ProgramCurrency(GetProgramResponse program)
{
    /// <summary>Digits after the point: 0, 2, 3 or 4.</summary>
    public int Decimals { get; } = program.MinorUnitsPerMajor switch
    {
        1 => 0,
        100 => 2,
        1_000 => 3,
        10_000 => 4,
        var other => throw new CommandException(
            "PROGRAM_MALFORMED", $"The server's currency has {other} minor units in a major one."),
    };

    public string Code => program.CurrencyCode;

    public Money ToMoney(long minorUnits) => MinorUnits.ToMoney(minorUnits, Code, program.MinorUnitsPerMajor);

    public Money Parse(string option, string text) =>
        DecimalText.Parse(text.AsSpan(), Decimals, out var minorUnits) switch
        {
            DecimalFault.None => ToMoney(minorUnits),
            DecimalFault.TooPrecise =>
                throw new UsageException($"{option} “{text}” has more than {Decimals} decimals."),
            _ => throw new UsageException($"{option} “{text}” is no amount; write one like 12 or -3.50."),
        };

    public string Print(long minorUnits) => $"{DecimalText.Print(minorUnits, Decimals)} {Code}";

    public string Print(Money? money) => money is null
        ? ""
        : MinorUnits.TryFromMoney(money, program.MinorUnitsPerMajor, out var minorUnits)
            ? $"{DecimalText.Print(minorUnits, Decimals)} {money.CurrencyCode}"
            : $"{money.Units} {money.CurrencyCode} and {money.Nanos} nanos";
}
