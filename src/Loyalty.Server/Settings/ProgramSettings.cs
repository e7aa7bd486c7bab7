namespace Loyalty.Server.Settings;

/// <summary>The program's rules as they are written in the settings, under "Loyalty:Program".</summary>
internal sealed class ProgramSettings
{
    /// <summary>The only currency accepted: an ISO 4217 code.</summary>
    public string Currency { get; set; } = "CNY";

    /// <summary>The IANA time zone of business dates.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>The local time at which a business date begins: 00:00 to 12:00.</summary>
    public string DayChange { get; set; } = "00:00";

    /// <summary>Major units of the currency for one point; more than 0.</summary>
    public string EarnUnit { get; set; } = "20";

    /// <summary>The treatment of an amount below a full unit: Drop or Carry.</summary>
    public string EarnRemainder { get; set; } = "Drop";

    /// <summary>The oldest receipt a till may send, in business days; 0 means no limit.</summary>
    public int ReceiptMaxAgeDays { get; set; } = 30;

    /// <summary>The largest receipt total that is believed, in major units.</summary>
    public string ReceiptMaxTotal { get; set; } = "10000000";

    /// <summary>
    /// Whether receipt numbers restart per till, so that the till is part of a receipt's idempotency key.
    /// </summary>
    public bool ReceiptNumbersRestartPerTill { get; set; }

    /// <summary>EndOfNextYear, Months:N or Never.</summary>
    public string PointsExpiry { get; set; } = "EndOfNextYear";

    /// <summary>The most points that one receipt earns; 0 means no cap.</summary>
    public long MaxPointsPerReceipt { get; set; }

    /// <summary>The most points that a card earns from one business date's receipts; 0 means no cap.</summary>
    public long MaxPointsPerDay { get; set; }

    /// <summary>The first digits of every card number: 1 to 4 of them.</summary>
    public string IssuerPrefix { get; set; } = "9800";

    /// <summary>Fees and terms of cards, in every mall.</summary>
    public CardSettings Cards { get; set; } = new();

    /// <summary>The same for malls, by their codes, where it differs.</summary>
    public Dictionary<string, CardSettings> Malls { get; set; } = [];

    /// <summary>Categories, products and kinds of tender that earn nothing.</summary>
    public ExclusionSettings Exclude { get; set; } = new();

    /// <summary>Extra points while conditions hold.</summary>
    public List<MultiplierSettings> Multipliers { get; set; } = [];
}

/// <summary>The articles that earn nothing, by exact name.</summary>
internal sealed class ExclusionSettings
{
    public List<string> Categories { get; set; } = [];
    public List<string> Products { get; set; } = [];
    public List<string> Tenders { get; set; } = [];
}

/// <summary>A multiplier as it is written in the settings.</summary>
internal sealed class MultiplierSettings
{
    public string Name { get; set; } = "";

    /// <summary>Of the base points in all: 200 doubles them; 101 to 10,000.</summary>
    public int Percent { get; set; }

    public DateOnly? FromDate { get; set; }
    public DateOnly? ToDate { get; set; }
    public List<DayOfWeek> Weekdays { get; set; } = [];
    public List<string> Stores { get; set; } = [];
    public List<string> Categories { get; set; } = [];
}
