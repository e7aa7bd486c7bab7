using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>Cards and what happened to them, in words for people.</summary>
internal static class CardFacts
{
    public static IEnumerable<(string Name, string Value)> Of(Card card, bool replayed)
    {
        yield return ("card number", card.CardNumber);
        yield return ("card id", card.CardId);
        yield return ("type", NameOf(card.Type));
        yield return ("state", StateOf(card));
        yield return ("member", card.MemberId);
        if (card.TermEndDate is not null) yield return ("good until", Dates.Print(card.TermEndDate));
        yield return ("balance", $"{card.Balance}");
        yield return ("available", $"{card.Available}");
        if (card.Debt > 0) yield return ("debt", $"{card.Debt}");
        foreach (var lot in card.Lots)
        {
            var until = lot.ExpiryDate is null ? "for ever" : $"until {Dates.Print(lot.ExpiryDate)}";
            yield return ("lot", $"{lot.Remaining} of {lot.Granted}, {until}");
        }

        yield return ("issued", Dates.Print(card.IssueDate));
        if (card.OldNumbers > 0) yield return ("old numbers", $"{card.OldNumbers}");
        yield return ("as of entry", $"{card.Seq}");
        if (replayed) yield return ("replayed", "yes, it was issued before");
    }

    public static IEnumerable<(string Name, string Value)> Of(
        LedgerEntry entry, bool replayed, ProgramCurrency currency)
    {
        yield return ("entry", $"{entry.Seq}");
        yield return ("kind", entry.Kind.ToString());
        if (entry.Points != 0) yield return ("points", $"{entry.Points}");
        yield return ("balance", $"{entry.Balance}");
        yield return ("good until", Dates.Print(entry.TermEndDate));
        if (entry.FeeMinor > 0) yield return ("fee", currency.Print(entry.FeeMinor));
        yield return ("reason", entry.Reason);
        yield return ("member", entry.MemberId);
        if (entry.CounterpartCardId.Length > 0)
            yield return ("other side", $"entry {entry.CounterpartSeq} of card {entry.CounterpartCardId}");
        if (replayed) yield return ("replayed", "yes, it was done before");
    }

    /// <summary>All that speaks against using it, or that nothing does.</summary>
    private static string StateOf(Card card)
    {
        var facts = new List<string>();
        if (card.CancelDate is not null) facts.Add($"cancelled on {Dates.Print(card.CancelDate)}");
        if (card.LostTime is not null) facts.Add($"lost since {card.LostTime.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z");
        if (card.Suspended) facts.Add("suspended");
        if (card.Expired) facts.Add("expired");
        return facts.Count == 0 ? "live" : string.Join(", ", facts);
    }

    public static string NameOf(CardType type) => type switch
    {
        CardType.OneYear => "one-year",
        CardType.LongTerm => "long-term",
        CardType.Digital => "digital",
        CardType.Guest => "guest",
        _ => "",
    };
}
