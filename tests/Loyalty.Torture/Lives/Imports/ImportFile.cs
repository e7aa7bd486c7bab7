using System.Globalization;
using Google.Type;
using Loyalty.Domain.Cards;
using Loyalty.V1;
using CardType = Loyalty.V1.CardType;

namespace Loyalty.Torture.Lives.Imports;

/// <summary>Makes up cards of an old system.</summary>
internal static class ImportFile
{
    private const string OldPrefix = "7700";
    /// <summary>Most cards are live.</summary>
    private static readonly ImportedStatus[] s_statuses =
    [
        .. Enumerable.Repeat(ImportedStatus.Live, 24), ImportedStatus.Lost, ImportedStatus.Lost, ImportedStatus.Lost,
        ImportedStatus.Suspended, ImportedStatus.Suspended, ImportedStatus.Suspended, ImportedStatus.LostAndSuspended,
    ];

    private static readonly CardType[] s_types = [CardType.LongTerm, CardType.OneYear, CardType.Digital];

    /// <param name="desk">Chooses.</param>
    /// <param name="source"The old system's name.</param>
    /// <param name="lines">How many cards.</param>
    public static ImportedCard[] Make(LifeDesk desk, string source, int lines) =>
        [.. Enumerable.Range(1, lines).Select(line => Card(desk, source, line))];

    /// <summary>The same card with a point more, or with another number than it had.</summary>
    public static ImportedCard Alter(LifeDesk desk, ImportedCard card)
    {
        var altered = card.Clone();
        if (desk.Chance(0, 3) == 0) altered.CardNumber = Number(desk);
        else if (altered.Lots.Count > 0) altered.Lots[0].Points++;
        else altered.Debt++;
        return altered;
    }

    private static ImportedCard Card(LifeDesk desk, string source, int line)
    {
        var card = new ImportedCard
        {
            Source = source, Key = line.ToString(CultureInfo.InvariantCulture),
            CardNumber = desk.Chance(0, 2) == 0 ? Number(desk) : "",
            Type = s_types[desk.Chance(0, s_types.Length)],
            IssueDate = new Date { Year = 2019, Month = 2, Day = desk.Chance(1, 29) },
            Status = s_statuses[desk.Chance(0, s_statuses.Length)],
        };
        for (var lot = desk.Chance(0, 4); lot > 0; lot--)
        {
            card.Lots.Add(new ImportedLot
            {
                ExpiryDate = new Date { Year = 2090 + lot, Month = 12, Day = 31 }, Points = desk.Chance(1, 10_000),
            });
        }

        if (card.Lots.Count == 0) card.Debt = desk.Chance(0, 50);
        return card;
    }

    private static string Number(LifeDesk desk) => CardNumber.Create(
        OldPrefix, string.Create(
            CultureInfo.InvariantCulture, $"{desk.Chance(0, 10_000_000):D7}{desk.Chance(0, 10_000_000):D7}")).Digits;
}
