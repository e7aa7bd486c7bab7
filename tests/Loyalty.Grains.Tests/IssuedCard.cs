using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

/// <summary>A card under test, its grain and what stands behind it.</summary>
internal sealed record IssuedCard(ICardGrain Grain, CardId Id, CardNumber Number, FakeLedger Ledger)
{
    public AccruePoints Accrual(long receipt, long totalMinor = 1_000) =>
        new(Number, Samples.Receipt(Id.Value.GetHashCode() + receipt, totalMinor));

    public Task<CardAnswer> AccrueAsync(long receipt, long totalMinor = 1_000) =>
        Grain.ExecuteAsync(Accrual(receipt, totalMinor), Samples.Till);

    /// <summary>Moves the card behind the grain's back.</summary>
    public void MoveElsewhere(long receipt)
    {
        var commit = Samples.Accrue(Ledger.Card(Id), Accrual(receipt).Receipt);
        Assert.Equal(CommitStatus.Committed, Ledger.Write(commit).Status);
    }

    public int Calls(string kind) => Ledger.Calls.GetValueOrDefault(kind);
}
