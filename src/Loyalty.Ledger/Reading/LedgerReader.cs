using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;

namespace Loyalty.Ledger.Reading;

/// <summary>The questions that grains ask all the time, each kind batched by itself.</summary>
public sealed class LedgerReader(
    ILedgerStore store, LedgerOptions options, LedgerEnvironment environment, LedgerMetrics metrics)
{
    private readonly Batcher<CardId, CardState?> loads = new(
        options, environment, metrics, cardIds => store.LoadAsync(cardIds, CancellationToken.None));

    private readonly Batcher<CheckQuery, CardHead> checks = new(
        options, environment, metrics, queries => store.CheckAsync(queries, CancellationToken.None));

    private readonly Batcher<string, CardId?> uniqueKeys = new(
        options, environment, metrics, keys => store.FindUniqueKeysAsync(keys, CancellationToken.None));

    private readonly Batcher<string, CardId?> holders = new(
        options, environment, metrics, keys => store.FindHoldersAsync(keys, CancellationToken.None));

    public Task<CardState?> LoadAsync(CardId cardId) => loads.AskAsync(cardId);

    public Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey) =>
        checks.AskAsync(new CheckQuery(cardId, idempotencyKey));

    public Task<CardId?> FindCardAsync(CardNumber number) => uniqueKeys.AskAsync(number.UniqueKey);

    public Task<CardId?> FindCardAsync(MemberId member, CardType type) =>
        holders.AskAsync(CardLife.MemberSlotKey(member, type));
}
