using System.Reflection;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Shape;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Grains.Tills;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

/// <summary>Every call of every grain, from one silo to another: what isn't serialized right is found here.</summary>
[Collection(nameof(TwoSilos))]
public sealed class CrossingTests(TwoSilos silos)
{
    private static readonly Caller s_desk = new(CallerKind.Desk, "desk-1", "riverside", "", "bea");

    private readonly GrainHost host = new(silos, CallFrom.AnotherSilo);
    private readonly List<CardAnswer> answers = [];

    [Fact]
    public async Task EveryCall_FromAnotherSilo_IsCarriedThereAndAnswered()
    {
        silos.Crossings.Clear();

        await WalkACardAsync();
        await WalkAMemberAsync();
        await WalkGuestsAsync();
        await WalkATillAsync();
        await SendOneOfEachAsync();

        var ours = new[] { typeof(ICardGrain), typeof(ITillSessionGrain) };
        Assert.Equal(
            ours.SelectMany(type => type.GetMethods()).SelectMany(NamesOf).Order(StringComparer.Ordinal),
            silos.Crossings.Calls.Where(call => ours.Contains(call.Method.DeclaringType))
                .Select(call => NameOf(call.Method, call.Command)).Order(StringComparer.Ordinal));
        Assert.All(answers, answer => Assert.NotNull(answer.Entry));
        Assert.All(answers, answer => Assert.Null(answer.Refused));
    }

    [Fact]
    public void EveryGrainOfOurs_IsWalked() => Assert.Equal(
        ["ICardGrain", "ITillSessionGrain"],
        typeof(ICardGrain).Assembly.GetTypes()
            .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type)).Select(type => type.Name)
            .Order(StringComparer.Ordinal));

    [Fact]
    public async Task Call_FromTheSiloOfTheCard_CrossesNothing()
    {
        silos.Crossings.Clear();

        await new GrainHost(silos, CallFrom.ItsOwnSilo).IssueAsync();

        Assert.DoesNotContain(silos.Crossings.Calls, call => call.Method.DeclaringType == typeof(ICardGrain));
    }

    private async Task WalkACardAsync()
    {
        var card = await host.IssueAsync();
        var (grain, number) = (card.Grain, card.Number);
        var quote = await grain.QuoteAsync(card.Accrual(1), Samples.Till, allowStale: false);
        Assert.Equal((10, false), (quote.Entry!.Points, quote.Accrued));
        answers.Add(await card.AccrueAsync(1));
        answers.Add(await grain.ExecuteAsync(new ReportLostCard(NextId(), number), s_desk));
        answers.Add(await grain.ExecuteAsync(new ClearLostCard(NextId(), number), s_desk));
        answers.Add(await grain.ExecuteAsync(new SuspendCard(NextId(), number, "doubt"), s_desk));
        answers.Add(await grain.ExecuteAsync(new ResumeCard(NextId(), number, "no doubt"), s_desk));
        var renewal = await grain.ExecuteAsync(new RenewCard(NextId(), number), s_desk);
        Assert.Equal(Refusal.CardNotDue, renewal.Refused!.Reason);
        var next = Samples.Number(host.NextNumber());
        answers.Add(await grain.ExecuteAsync(
            new ReplaceCard(NextId(), number, next, false, ReplaceReason.Lost), s_desk));
        answers.Add(await grain.ExecuteAsync(new CancelCard(NextId(), next, "asked for"), s_desk));
        var reading = await grain.ReadAsync(allowStale: false);
        Assert.Equal((8, next), (reading.State!.Seq, reading.State.Number));
        Assert.Equal(answers[^1].Entry!.Hash.AsSpan(), reading.State.Hash.AsSpan());
    }

    private async Task WalkAMemberAsync()
    {
        var (member, other) = (Samples.Member(host.NextNumber()), Samples.Member(host.NextNumber()));
        var old = await ImportAsync(member);
        var card = await host.IssueAsync();
        answers.Add(await LinkAsync(card, other));
        answers.Add(await card.Grain.ExecuteAsync(new UnlinkMember(NextId(), card.Number, "mistake"), s_desk));
        answers.Add(await LinkAsync(card, member));
        answers.Add(await old.ExecuteAsync(
            new TransferPoints(NextId(), (await StateOf(old)).Number, card.Id, card.Number, 7), s_desk));
        var state = await StateOf(old);
        answers.Add(await old.ExecuteAsync(
            new MergeCards(member, other, state.Number, state.Seq, [card.Id]), s_desk));
    }

    private async Task<ICardGrain> ImportAsync(MemberId member)
    {
        var command = new ImportCard("old", $"A{host.NextNumber()}", Samples.Number(host.NextNumber()))
        {
            Type = CardType.OneYear, IssueDate = new DateOnly(2026, 2, 28), Line = "cards.csv:17", MemberId = member,
            Lots = [new LotEffect(new DateOnly(2027, 12, 31), 30), new LotEffect(null, 12)],
        };
        var grain = host.GrainOf(CardId.ForImport(command.IdempotencyKey));
        answers.Add(await grain.ExecuteAsync(
            command, new Caller(CallerKind.BackOffice, "cli", "", "", "")));
        return grain;
    }

    private async Task WalkGuestsAsync()
    {
        var card = await host.IssueAsync();
        var (used, number) = await GuestAsync();
        answers.Add(await used.ExecuteAsync(new PresentReceipt(number, NextReceipt()), Samples.Till));
        answers.Add(await used.ExecuteAsync(
            new ClaimGuestCard(NextId(), number, card.Id, card.Number), Samples.Till));
        var (closed, _) = await GuestAsync();
        var closing = await closed.ExecuteAsync(new CloseGuestCard(), s_desk);
        Assert.True(closing.Entry is null != closing.Refused is null); // its day is not over yet
    }

    private async Task<(ICardGrain Grain, CardNumber Number)> GuestAsync()
    {
        var number = host.NextNumber();
        var grain = host.GrainOf(Samples.CardId(number));
        answers.Add(await grain.ExecuteAsync(
            new IssueGuestCard(NextId(), Samples.Number(number), NextReceipt()), Samples.Till));
        return (grain, Samples.Number(number));
    }

    private async Task WalkATillAsync()
    {
        var till = silos.Pair.From(CallFrom.AnotherSilo).GetGrain<ITillSessionGrain>("till-7");
        await till.SettleAsync([new(1, 4), new(6, 9)], oldest: 1);
        var session = await till.ReadAsync();
        Assert.Equal((4, new SequenceRange(6, 9)), (session.LastSequence, Assert.Single(session.Ahead)));
    }

    /// <summary>Whatever card it meets, a command arrives and is answered, also one that no walk above has.</summary>
    private async Task SendOneOfEachAsync()
    {
        foreach (var command in CommandSamples.All)
        {
            var answer = await host.GrainOf(Samples.CardId(host.NextNumber())).ExecuteAsync(command, s_desk);
            Assert.True(answer.Entry is null != answer.Refused is null, $"{command.Verb}");
        }
    }

    private Task<CardAnswer> LinkAsync(IssuedCard card, MemberId member) =>
        card.Grain.ExecuteAsync(new LinkMember(NextId(), card.Number, member), s_desk);

    private static async Task<CardState> StateOf(ICardGrain grain) => (await grain.ReadAsync(allowStale: true)).State!;

    private Domain.Receipts.Receipt NextReceipt() => Samples.Receipt(1_000_000 + host.NextNumber());

    private Guid NextId() => Samples.Id(host.NextNumber());

    /// <summary>The names of all calls that a method serves: of one that executes commands, as many as there are.
    /// </summary>
    private static IEnumerable<string> NamesOf(MethodInfo method) => method.Name == nameof(ICardGrain.ExecuteAsync)
        ? CommandMaker.Types.Select(command => NameOf(method, command))
        : [NameOf(method, null)];

    private static string NameOf(MethodInfo method, Type? command) =>
        $"{method.DeclaringType!.Name}.{method.Name} {command?.Name}";
}
