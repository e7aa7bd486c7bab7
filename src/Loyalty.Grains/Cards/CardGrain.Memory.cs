using Loyalty.Domain.Cards;

namespace Loyalty.Grains.Cards;

public sealed partial class CardGrain
{
    private int? place;

    /// <summary>The card as this activation knows it; null: the ledger has to be asked.</summary>
    private CardState? Remembered
    {
        get => place is { } at ? memory[at] : null;
        set => memory[place ??= memory.Take()] = value;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
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
        if (Remembered is not { } known || known.Seq < state.Seq) Remembered = state;
    }

    /// <summary>After a storage failure the activation ends: the next one starts from the ledger.</summary>
    private void Forget()
    {
        Remembered = null;
        DeactivateOnIdle();
    }
}
