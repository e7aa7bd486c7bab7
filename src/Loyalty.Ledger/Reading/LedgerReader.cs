using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;

namespace Loyalty.Ledger.Reading;

/// <summary>The questions that grains ask all the time, each kind batched by itself.</summary>
public sealed class LedgerReader(
    ILedgerStore store, LedgerOptions options, LedgerSurroundings surroundings, LedgerMetrics metrics)
{
    private readonly Batcher<CardId, CardState?> loads = new(
        options, surroundings, metrics, cardIds => store.LoadAsync(cardIds, CancellationToken.None));

    private readonly Batcher<CheckQuery, Standing> checks = new(
        options, surroundings, metrics, queries => store.CheckAsync(queries, CancellationToken.None));

    private readonly Batcher<string, CardId?> claims = new(
        options, surroundings, metrics, keys => store.FindClaimsAsync(keys, CancellationToken.None));

    private readonly Batcher<string, CardId?> holders = new(
        options, surroundings, metrics, keys => store.FindHoldersAsync(keys, CancellationToken.None));

    public Task<CardState?> LoadAsync(CardId cardId) => loads.AskAsync(cardId);

    public Task<Standing> CheckAsync(CardId cardId, Identity? identity) =>
        checks.AskAsync(new CheckQuery(cardId, identity));

    public Task<CardId?> FindCardAsync(CardNumber number) => claims.AskAsync(number.ClaimKey);

    public Task<CardId?> FindCardAsync(MemberId member, CardType type) =>
        holders.AskAsync(CardLife.HolderKey(member, type));
}
