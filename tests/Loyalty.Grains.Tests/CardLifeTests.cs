using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Ledger;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

/// <summary>The facts of a card are state: memory may say yes, never no, and an earlier answer comes first.</summary>
public abstract class CardLifeTests(TwoSilos silos, CallFrom from)
{
    private static readonly Caller Desk = new(CallerKind.Desk, "desk-1", "riverside", "", "bea");

    private readonly GrainHost host = new(silos, from);
    private long ids = 5_000_000;

    [Fact]
    public async Task Loss_ReportedElsewhere_StopsAnAccrualThatMemoryAllows()
    {
        var card = await host.IssueAsync();
        await card.AccrueAsync(1);
        WriteElsewhere(card, new ReportLostCard(Id(), card.Number));

        var answer = await card.AccrueAsync(2);

        Assert.Equal(Refusal.CardLost, answer.Refused!.Reason);
        Assert.Equal(10, card.Ledger.Card(card.Id).Balance);
    }

    [Fact]
    public async Task Loss_ClearedElsewhere_IsNotHeldAgainstAnAccrual()
    {
        var card = await host.IssueAsync();
        await card.Grain.ExecuteAsync(new ReportLostCard(Id(), card.Number), Desk);
        WriteElsewhere(card, new ClearLostCard(Id(), card.Number));

        Assert.Equal(10, (await card.AccrueAsync(1)).Entry!.Balance);
    }

    [Fact]
    public async Task Accrual_AnsweredBefore_IsReplayedWhateverTheCardIsNow()
    {
        var card = await host.IssueAsync();
        var first = await card.AccrueAsync(1);
        foreach (var change in new Func<Task<CardAnswer>>[]
        {
            () => card.Grain.ExecuteAsync(new ReportLostCard(Id(), card.Number), Desk),
            () => card.Grain.ExecuteAsync(Replacement(card, Samples.Number(77_001)), Desk),
            () => card.Grain.ExecuteAsync(new CancelCard(Id(), Samples.Number(77_001), ""), Desk),
        })
        {
            Assert.Null((await change()).Refused);
            var again = await card.AccrueAsync(1);
            Assert.Equal((first.Entry!.Seq, true), (again.Entry!.Seq, again.Replayed));
        }

        Assert.Equal(Refusal.CardReplaced, (await card.AccrueAsync(2)).Refused!.Reason);
    }

    [Fact]
    public async Task Changes_SentTwice_AnswerTheirFirstEntry()
    {
        var card = await host.IssueAsync();
        var replacement = Replacement(card, Samples.Number(77_002));
        var first = await card.Grain.ExecuteAsync(replacement, Desk);

        // The repeat has generated another number; the first one stands.
        var again = await card.Grain.ExecuteAsync(replacement with { NewNumber = Samples.Number(77_003) }, Desk);

        Assert.Equal((false, true), (first.Replayed, again.Replayed));
        Assert.Equal(Samples.Number(77_002), again.Entry!.CardNumber);
        Assert.Equal(EntryKind.Replacement, again.Entry.Kind);
        Assert.Equal(2, card.Ledger.Card(card.Id).Seq);
    }

    [Fact]
    public async Task Change_WithTheIdOfAnother_IsAConflict()
    {
        var card = await host.IssueAsync();
        var id = Id();
        await card.Grain.ExecuteAsync(new SuspendCard(id, card.Number, "fraud"), Desk);

        var other = await card.Grain.ExecuteAsync(new SuspendCard(id, card.Number, "doubt"), Desk);

        Assert.Equal((Refusal.RequestConflict, "request_id"), (other.Refused!.Reason, other.Refused.Field));
    }

    [Fact]
    public async Task TwoDesks_ReplacingAtOnce_OneWinsAndTheOtherHearsOfIt()
    {
        var card = await host.IssueAsync();
        var answers = await Task.WhenAll(
            card.Grain.ExecuteAsync(Replacement(card, Samples.Number(77_004)), Desk),
            card.Grain.ExecuteAsync(Replacement(card, Samples.Number(77_005)), Desk));

        var won = Assert.Single(answers, answer => answer.Refused is null).Entry!;
        var lost = Assert.Single(answers, answer => answer.Refused is not null).Refused!;
        Assert.Equal(Refusal.CardReplaced, lost.Reason);
        Assert.Contains(new Fact("new_card_number", won.CardNumber!.Value.Masked), lost.Facts);
    }

    [Theory]
    [InlineData(false, Refusal.LostRace)]
    [InlineData(true, Refusal.StockNumberUsed)]
    public async Task NewNumber_ThatIsTaken_IsRefusedForItsReason(bool isStock, Refusal expected)
    {
        var card = await host.IssueAsync();
        var replacement = Replacement(card, Samples.Number(77_006)) with { IsStockNumber = isStock };
        card.Ledger.Instead = _ => new CommitOutcome(CommitStatus.KeyAlreadyUsed, Key: replacement.NewNumber.UniqueKey);

        Assert.Equal(expected, (await card.Grain.ExecuteAsync(replacement, Desk)).Refused!.Reason);
    }

    [Fact]
    public async Task EveryCommand_HasItsCall()
    {
        var card = await host.IssueAsync();
        var number = card.Number;
        CardAnswer[] answers =
        [
            await card.Grain.ExecuteAsync(new ReportLostCard(Id(), number), Desk),
            await card.Grain.ExecuteAsync(new ClearLostCard(Id(), number), Desk),
            await card.Grain.ExecuteAsync(new SuspendCard(Id(), number, "x"), Desk),
            await card.Grain.ExecuteAsync(new ResumeCard(Id(), number, "x"), Desk),
            await card.Grain.ExecuteAsync(new CancelCard(Id(), number, "x"), Desk),
        ];
        Assert.Equal(
            [
                EntryKind.LossReport, EntryKind.LossClearance, EntryKind.Suspension, EntryKind.Resumption,
                EntryKind.Cancellation,
            ],
            answers.Select(answer => answer.Entry!.Kind));
        var renewed = await card.Grain.ExecuteAsync(new RenewCard(Id(), number), Desk);
        Assert.Equal(Refusal.CardCancelled, renewed.Refused!.Reason);
    }

    private ReplaceCard Replacement(IssuedCard card, CardNumber newNumber) =>
        new(Id(), card.Number, newNumber, false, ReplaceReason.Lost);

    private static void WriteElsewhere(IssuedCard card, ICardCommand command)
    {
        var decision = command.Decide(card.Ledger.Card(card.Id), Samples.At(Samples.Now, caller: Desk));
        Assert.Equal(CommitStatus.Committed, card.Ledger.Write(decision.Commit!).Status);
    }

    private Guid Id() => Samples.Id(Interlocked.Increment(ref ids));

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheSameSilo(TwoSilos silos) : CardLifeTests(silos, CallFrom.ItsOwnSilo);

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheOtherSilo(TwoSilos silos) : CardLifeTests(silos, CallFrom.AnotherSilo);
}
