using Loyalty.Domain.Cards;
using Orleans.Runtime;

namespace Loyalty.Grains.Cards;

public sealed partial class CardGrain
{
    private int? place;

    /// <summary>The card as this activation knows it; null: the ledger has to be asked.</summary>
    private CardState? Remembered
    {
        get => place is { } at ? memory.Recall(at, CardId) : null;
    }

    /// <summary>As which entry left it the card is remembered; -1 if it isn't.</summary>
    private long RememberedSeq => place is { } at ? memory.SeqOf(at) : -1;

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        if (place is { } at) memory.Release(at);
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
        if (RememberedSeq < state.Seq) memory.Remember(place ??= memory.Take(), state);
    }

    /// <summary>The ledger has to be asked again.</summary>
    private void Forget()
    {
        if (place is { } at) memory.Forget(at);
    }

    /// <summary>After a storage failure the activation ends: the next one starts from the ledger.</summary>
    private void ForgetAndEnd()
    {
        Forget();
        this.DeactivateOnIdle();
    }
}
