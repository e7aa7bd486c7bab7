using System.CommandLine;
using System.Globalization;
using Date = Google.Type.Date;
using Loyalty.Cli.Csv;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>A receipt on the command line, as accrue and quote take it.</summary>
internal sealed class ReceiptOptions
{
    private readonly Option<string> _store = Required("--store", "The store's code");
    private readonly Option<string> _number = Required("--number", "The receipt's number as printed");
    private readonly Option<string> _date = Required("--date", "The business date, like 2026-11-30");
    private readonly Option<string> _total = Required("--total", "What was paid in all, like 12.50");
    private readonly Option<string?> _till = Optional("--till", "The till's code");
    private readonly Option<string?> _time = Optional("--time", "The mall's time, like 14:30 or 2026-11-30T14:30");
    private readonly Option<string?> _channel = Optional("--channel", "How the sale was made, like till or online");
    private readonly Option<string?> _currency = Optional("--currency", "The currency [default: the program's]");
    private readonly Option<string[]> _lines = Many("--line", "What was bought", "PRODUCT:CATEGORY:QUANTITY:AMOUNT");
    private readonly Option<string[]> _tenders = Many("--tender", "How it was paid", "KIND:AMOUNT");

    public Argument<string> CardNumber { get; } = new("NUMBER") { Description = "The number on the card" };

    public IEnumerable<Symbol> Parts =>
        [CardNumber, _store, _number, _date, _total, _till, _time, _channel, _currency, _lines, _tenders];

    public Receipt Read(ParseResult parsed, GetProgramResponse program)
    {
        if (parsed.GetValue(_currency) is { } code)
            program = new GetProgramResponse(program) { CurrencyCode = code };
        var currency = new ProgramCurrency(program);
        var date = ParseDate(parsed.GetRequiredValue(_date));
        var receipt = new Receipt
        {
            Store = parsed.GetRequiredValue(_store),
            Till = parsed.GetValue(_till) ?? "",
            Number = parsed.GetRequiredValue(_number),
            BusinessDate = Dates.Of(date),
            Channel = parsed.GetValue(_channel) ?? "",
            Total = currency.Parse("--total", parsed.GetRequiredValue(_total)),
        };
        if (parsed.GetValue(_time) is { } time)
            receipt.SaleTime = MallTime.Of(program).ToTimestamp(ParseTime(date, time));
        foreach (var line in parsed.GetValue(_lines) ?? []) receipt.Lines.Add(ParseLine(line, currency));
        foreach (var tender in parsed.GetValue(_tenders) ?? []) receipt.Tenders.Add(ParseTender(tender, currency));
        return receipt;
    }

    /// <summary>The product ends at the first colon, quantity and amount are the last two parts.</summary>
    private static ReceiptLine ParseLine(string text, ProgramCurrency currency)
    {
        var parts = text.Split(':');
        if (parts.Length < 4) throw new UsageException($"--line “{text}” is not PRODUCT:CATEGORY:QUANTITY:AMOUNT.");
        if (DecimalText.Parse(parts[^2].AsSpan(), 3, out var quantityMilli) != DecimalFault.None)
            throw new UsageException($"--line “{text}” has no quantity of at most 3 decimals.");
        return new ReceiptLine
        {
            Product = parts[0],
            Category = string.Join(':', parts[1..^2]),
            QuantityMilli = quantityMilli,
            Amount = currency.Parse("--line", parts[^1]),
        };
    }

    private static Tender ParseTender(string text, ProgramCurrency currency)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0) throw new UsageException($"--tender “{text}” is not KIND:AMOUNT.");
        return new Tender { Kind = text[..colon], Amount = currency.Parse("--tender", text[(colon + 1)..]) };
    }

    private static DateOnly ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new UsageException($"--date “{text}” is no date; write one like 2026-11-30.");

    private static DateTime ParseTime(DateOnly date, string text)
    {
        var whole = text.Contains('-', StringComparison.Ordinal) ? text : $"{date:yyyy-MM-dd}T{text}";
        return LocalTimeText.TryParse(System.Text.Encoding.UTF8.GetBytes(whole), out var time)
            ? time
            : throw new UsageException($"--time “{text}” is no time; write one like 14:30 or 2026-11-30T14:30:15.");
    }

    private static Option<string> Required(string name, string description) =>
        new(name) { Description = description, Required = true };

    private static Option<string?> Optional(string name, string description) => new(name) { Description = description };

    private static Option<string[]> Many(string name, string description, string form) =>
        new(name) { Description = $"{description}; may be repeated", HelpName = form };
}
