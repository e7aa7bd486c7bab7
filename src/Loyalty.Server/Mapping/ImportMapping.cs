using Loyalty.Domain.Cards;
using Loyalty.Ledger;
using Loyalty.V1;

namespace Loyalty.Server.Mapping;

/// <summary>Writes a card as another system would import it.</summary>
internal static class ImportMapping
{
    /// <summary>The source of a card that was issued here.</summary>
    private const string Here = "loyalty";

    /// <param name="row">The card; what its lots hold beyond their dates is left out.</param>
    /// <param name="today">The business date.</param>
    public static ImportedCard ToWire(CardRow row, DateOnly today)
    {
        var (state, life) = (row.State, row.State.Life);
        var (source, key) = row.ImportKeyText is { } opening && ImportKey.Read(opening) is { } known
            ? known
            : (Here, state.CardId.ToString());
        return new ImportedCard
        {
            Source = source,
            Key = key,
            CardNumber = state.Number.Digits,
            Type = (V1.CardType)life.Type,
            IssueDate = DateMapping.ToDate(state.IssueDate),
            TermEndDate = DateMapping.ToDate(life.TermEndDate),
            Status = (life.LostTime is not null, life.IsSuspended) switch
            {
                (true, true) => ImportedStatus.LostAndSuspended,
                (true, false) => ImportedStatus.Lost,
                (false, true) => ImportedStatus.Suspended,
                _ => ImportedStatus.Live,
            },
            MemberId = life.MemberId?.ToString() ?? "",
            Lots =
            {
                state.Lots.Where(lot => lot.Remaining > 0 && !lot.HasExpiredOn(today)).Select(lot => new ImportedLot
                {
                    ExpiryDate = DateMapping.ToDate(lot.ExpiryDate), Points = lot.Remaining,
                }),
            },
            Debt = state.Debt,
        };
    }
}
