namespace Loyalty.Server.Settings;

/// <summary>
/// The card's rules as they are written in the settings, under "Loyalty:Program:Cards" for every mall and under
/// "Loyalty:Program:Malls:CODE" for one. What is left out is as it is for every mall, or at its default.
/// </summary>
internal sealed class CardSettings
{
    /// <summary>The type of a card issued without naming one: OneYear, LongTerm or Digital.</summary>
    public string? DefaultType { get; set; }

    /// <summary>Terms in months; 0 means that there is no end.</summary>
    public int? OneYearMonths { get; set; }
    public int? LongTermMonths { get; set; }
    public int? DigitalMonths { get; set; }

    /// <summary>The smallest same-day receipt that issues a card for free, in major units.</summary>
    public string? FreeIssueTotal { get; set; }

    /// <summary>The smallest that does if it is given away for it, in major units.</summary>
    public string? SurrenderedIssueTotal { get; set; }

    /// <summary>Fees, in major units; 0 means none.</summary>
    public string? IssueFee { get; set; }
    public string? ReplaceFee { get; set; }
    public string? RenewFee { get; set; }

    /// <summary>From how many days before its end a term can be renewed.</summary>
    public int? RenewEarlyDays { get; set; }

    /// <summary>How many hours after a loss earlier receipts are still accepted.</summary>
    public int? OfflineWindowHours { get; set; }
}
