using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Writing;

namespace Loyalty.Ledger;

/// <summary>The ledger: a writer and a reader over one store.</summary>
public sealed class StoredLedger(ILedgerStore store, LedgerWriter writer, LedgerReader reader) : ILedger
{
    /// <summary>The most entries that one call reads.</summary>
    public const int MaxEntries = 1_000;

    public Task<CardState?> LoadAsync(CardId cardId) => reader.LoadAsync(cardId);

    public Task<CommitOutcome> CommitAsync(Commit commit) => writer.CommitAsync(commit);

    public Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey) =>
        reader.CheckAsync(cardId, idempotencyKey);

    public Task<CardId?> FindCardAsync(CardNumber number) => reader.FindCardAsync(number);

    public Task<CardId?> FindCardAsync(MemberId member, CardType type) => reader.FindCardAsync(member, type);

    public Task<CardState?> LoadAsOfAsync(CardId cardId, DateTimeOffset instant) =>
        AskAsync(() => store.LoadAsOfAsync(cardId, instant, CancellationToken.None));

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(CardId cardId, EntryScan scan) => AskAsync(
        () => store.ReadEntriesAsync(
            cardId, scan with { Limit = Math.Clamp(scan.Limit, 1, MaxEntries) }, CancellationToken.None));

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules) =>
        AskAsync(() => store.RegisterRulesAsync(rules, CancellationToken.None));

    /// <summary>Takes no more commits and ends when the last one is answered.</summary>
    public Task DrainAsync() => writer.DrainAsync();

    private static async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception exception) when (exception is StoreException or FormatException)
        {
            throw new LedgerException("The database could not be asked.", exception);
        }
    }
}
