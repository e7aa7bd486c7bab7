using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Ledger;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

/// <summary>A claim rests on the guest card's entries and on another card, both as the ledger has them now.</summary>
public abstract class GuestGrainTests(TwoSilos silos, CallFrom from)
{
    private readonly long guest = silos.NextNumber();
    private readonly GrainHost host = new(silos, from);

    private CardId GuestId => Samples.CardId(guest);

    [Fact]
    public async Task Claim_EarnsAndReplays()
    {
        var (card, grain) = (await host.IssueAsync(), await IssueAsync(1));
        var first = await ClaimAsync(grain, card);
        Assert.Equal((EntryKind.GuestClaim, false), (first.Entry!.Kind, first.Replayed));
        Assert.Equal(10, card.Ledger.Card(card.Id).Balance);
        var again = await ClaimAsync(grain, card);
        Assert.True(again.Replayed);
        Assert.Equal(first.Entry.Hash.AsSpan(), again.Entry!.Hash.AsSpan());
    }

    [Fact]
    public async Task Claim_OfAReceiptThatEarnedElsewhere_IsDecidedAgainWithoutIt()
    {
        var (card, grain) = (await host.IssueAsync(), await IssueAsync(1, 2, 3));
        var other = await host.IssueAsync();
        foreach (var receipt in new[] { 1, 3 })
            other.Ledger.Write(Samples.Accrue(other.Ledger.Card(other.Id), Samples.Receipt(receipt)));
        var answer = await ClaimAsync(grain, card);
        Assert.Null(answer.Refused);
        Assert.Equal(10, card.Ledger.Card(card.Id).Balance);
        Assert.Equal(20, other.Ledger.Card(other.Id).Balance);
    }

    [Fact]
    public async Task Claim_AfterAnotherActivationShowedAReceipt_EarnsThatToo()
    {
        var (card, grain) = (await host.IssueAsync(), await IssueAsync(1));
        var shown = new PresentReceipt(Samples.Number(guest), Samples.Receipt(2))
            .Decide(card.Ledger.Card(GuestId), Samples.At(Samples.Now));
        card.Ledger.Write(shown.Commit!);
        Assert.Null((await ClaimAsync(grain, card)).Refused);
        Assert.Equal(20, card.Ledger.Card(card.Id).Balance);
    }

    [Fact]
    public async Task Claim_AfterTheOtherCardChanged_IsDecidedOnItsNewState()
    {
        var (card, grain) = (await host.IssueAsync(), await IssueAsync(1));
        await card.AccrueAsync(1);
        card.MoveElsewhere(2);
        Assert.Null((await ClaimAsync(grain, card)).Refused);
        Assert.Equal(30, card.Ledger.Card(card.Id).Balance);
        Assert.Equal(5, (await card.AccrueAsync(3)).Entry!.Seq);
    }

    [Fact]
    public async Task Claim_WhereTheLedgerFails_SaysSo()
    {
        var (card, grain) = (await host.IssueAsync(), await IssueAsync(1));
        card.Ledger.ReadsFail = true;
        Assert.Equal(Refusal.LedgerUnavailable, (await ClaimAsync(grain, card)).Refused!.Reason);
        card.Ledger.ReadsFail = false;
        card.Ledger.Instead = _ => new CommitOutcome(CommitStatus.Unknown);
        Assert.Equal(Refusal.OutcomeUnknown, (await ClaimAsync(grain, card)).Refused!.Reason);
    }

    private async Task<ICardGrain> IssueAsync(params long[] receipts)
    {
        var grain = host.GrainOf(GuestId);
        var number = Samples.Number(guest);
        await grain.ExecuteAsync(
            new IssueGuestCard(Samples.Id(guest), number, Samples.Receipt(receipts[0])), Samples.Till);
        foreach (var receipt in receipts.Skip(1))
            await grain.ExecuteAsync(new PresentReceipt(number, Samples.Receipt(receipt)), Samples.Till);
        return grain;
    }

    private Task<CardAnswer> ClaimAsync(ICardGrain grain, IssuedCard card) => grain.ExecuteAsync(
        new ClaimGuestCard(Samples.Id(9_000_000), Samples.Number(guest), card.Id, card.Number), Samples.Till);

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheSameSilo(TwoSilos silos) : GuestGrainTests(silos, CallFrom.ItsOwnSilo);

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheOtherSilo(TwoSilos silos) : GuestGrainTests(silos, CallFrom.AnotherSilo);
}
