using Loyalty.Domain.Cards;
using Orleans.Runtime;

namespace Loyalty.Grains.Cards;

public sealed partial class CardGrain
{
    private int? place;

    /// <summary>The card as this activation knows it; null: the ledger has to be asked.</summary>
    private CardState? Cached
    {
        get => place is { } at ? cache.Get(at, CardId) : null;
    }

    /// <summary>As which entry left it the card is cached; -1 if it isn't.</summary>
    private long CachedSeq => place is { } at ? cache.SeqOf(at) : -1;

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        if (place is { } at) cache.Release(at);
        place = null;
        return Task.CompletedTask;
    }

    private async Task<CardState> LoadAsync()
    {
        var loaded = await ledger.LoadAsync(CardId) ?? CardState.Unissued(CardId);
        Adopt(loaded);
        return loaded;
    }

    /// <summary>A read that interleaved may come back with an older state than a commit has left.</summary>
    private void Adopt(CardState state)
    {
        if (CachedSeq < state.Seq) cache.Set(place ??= cache.Take(), state);
    }

    /// <summary>The ledger has to be asked again.</summary>
    private void Invalidate()
    {
        if (place is { } at) cache.Invalidate(at);
    }

    /// <summary>After a storage failure the activation ends: the next one starts from the ledger.</summary>
    private void InvalidateAndDeactivate()
    {
        Invalidate();
        this.DeactivateOnIdle();
    }
}
