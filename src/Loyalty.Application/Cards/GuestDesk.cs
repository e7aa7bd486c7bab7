using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;

namespace Loyalty.Application.Cards;

/// <summary>
/// Issues guest cards, presents receipts for them and claims them. All refusals are thrown as
/// <see cref="RefusedException"/>.
/// </summary>
public sealed class GuestDesk(CardLookup cards, CardNumberGenerator numbers, ILedger ledger)
{
    private const string GuestNumber = "guest_number";

    /// <summary>Issues a guest card with its first receipt, under a generated number.</summary>
    public async Task<EntryAnswer> IssueAsync(IssueGuestCard command, Caller caller)
    {
        var cardId = CardId.ForRequest(caller.RequestScope, command.RequestId);
        var answer = EntryAnswer.Of(
            await cards.Get(cardId).ExecuteAsync(command with { Number = numbers.Next() }, caller));
        cards.Cache(answer.Entry.CardNumber!.Value, cardId);
        return answer;
    }

    /// <summary>Presents a further receipt for a guest card.</summary>
    public async Task<EntryAnswer> PresentAsync(PresentReceipt command, Caller caller)
    {
        var guest = await cards.RequireAsync(command.Number, GuestNumber);
        return EntryAnswer.Of(await cards.Get(guest).ExecuteAsync(command, caller));
    }

    /// <summary>
    /// Claims a guest card for a card: (1) looks both cards up, which must be two; (2) the guest card posts the claim
    /// and the accruals; (3) tells what became of each receipt, as the entries say: those of the commit, or where it
    /// was committed before, those of the ledger.
    /// </summary>
    /// <param name="command">The command; the card's id is looked up here.</param>
    /// <param name="caller">The caller.</param>
    public async Task<GuestClaim> ClaimAsync(ClaimGuestCard command, Caller caller)
    {
        // 1. The cards.
        var guest = await cards.RequireAsync(command.Number, GuestNumber);
        var cardId = await cards.RequireAsync(command.CardNumber);
        if (cardId == guest) throw new RefusedException(new Refused(Refusal.FieldMalformed, "card_number"));

        // 2. The claim.
        var answer = await cards.Get(guest).ExecuteAsync(command with { CardId = cardId }, caller);
        var claim = EntryAnswer.Of(answer);

        // 3. The receipts.
        var accruals = Accruals(answer.Replayed ? await ReadAsync(claim.Entry) : answer.Entries, guest);
        return new GuestClaim(claim.Entry, accruals, await ReadLeftOutAsync(claim.Entry, accruals), claim.Replayed);
    }

    /// <summary>A guest card's entries are its issue, its receipts and the claim.</summary>
    private static int ReceiptsOf(LedgerEntry claim) => (int)claim.Seq - 2;

    private static ImmutableArray<LedgerEntry> Accruals(ImmutableArray<LedgerEntry> entries, CardId guest) =>
        [.. entries.Where(entry => entry.Kind == EntryKind.Accrual && entry.Counterpart?.CardId == guest)];

    /// <summary>Reads the last entries of the card that got the accruals, as many as there can be.</summary>
    private Task<ImmutableArray<LedgerEntry>> ReadAsync(LedgerEntry claim)
    {
        var last = claim.Counterpart!.Value;
        var most = ReceiptsOf(claim);
        return ledger.ReadEntriesAsync(last.CardId, Math.Max(0, last.Seq - most), most);
    }

    private async Task<ImmutableArray<ReceiptReference>> ReadLeftOutAsync(
        LedgerEntry claim, ImmutableArray<LedgerEntry> accruals)
    {
        if (accruals.Length == ReceiptsOf(claim)) return [];
        var entries = await ledger.ReadEntriesAsync(claim.CardId, 0, (int)claim.Seq);
        return
        [
            .. entries.Where(entry => entry.Kind == EntryKind.Presentation
                && accruals.All(accrual => accrual.Counterpart?.Seq != entry.Seq))
                .Select(entry => entry.Receipt!),
        ];
    }
}

/// <summary>The answer to a claim.</summary>
/// <param name="Entry">The guest card's last entry.</param>
/// <param name="Accruals">The accruals of its receipts, on the card.</param>
/// <param name="LeftOut">The receipts that have earned elsewhere, or that the rules refuse now.</param>
/// <param name="Replayed">Whether it was claimed before, by the same request.</param>
public sealed record GuestClaim(
    LedgerEntry Entry, ImmutableArray<LedgerEntry> Accruals, ImmutableArray<ReceiptReference> LeftOut, bool Replayed);
