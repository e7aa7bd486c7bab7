using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Grains.Cards;

public sealed partial class CardGrain
{
    public Task<CardAnswer> IssueGuestAsync(IssueGuestCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> PresentAsync(PresentReceipt command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> CloseGuestAsync(CloseGuestCard command, Caller caller) => ExecuteAsync(command, caller);

    /// <summary>
    /// Receipts are in the ledger, not in the card's state: they are read first, and again where the card changed since
    /// meanwhile. Each receipt that turns out to have earned elsewhere is left out, of which there are so many.
    /// </summary>
    public async Task<CardAnswer> ClaimGuestAsync(ClaimGuestCard command, Caller caller)
    {
        try
        {
            for (var attempt = 0; attempt < MaxAttempts;)
            {
                command = command with { Entries = await ledger.ReadEntriesAsync(CardId, 0, MaxGuestEntries) };
                var answer = await ExecuteAsync(command, caller);
                if (TakenIn(answer.Refused) is { } key) command = command with { Taken = command.Taken.Add(key) };
                else if (answer.Refused is not { Reason: Refusal.LostRace }) return answer;
                else attempt++;
            }

            return CardAnswer.Of(new Refused(Refusal.LostRace));
        }
        catch (Exception exception) when (IsOfLedger(exception))
        {
            InvalidateAndDeactivate();
            return CardAnswer.Of(new Refused(Refusal.LedgerUnavailable));
        }
    }

    /// <summary>A guest card's issue, its receipts and its end.</summary>
    private const int MaxGuestEntries = Card.MaxGuestReceipts + 2;

    private static string? TakenIn(Refused? refused)
    {
        if (refused is not { Reason: Refusal.ReceiptAlreadyUsed }) return null;
        foreach (var fact in refused.Facts)
            if (fact.Name == ClaimGuestCard.TakenFact) return fact.Value;
        return null;
    }
}
