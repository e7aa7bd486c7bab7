using System.Text.Json;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tills;
using Loyalty.Ledger;
using Loyalty.Server.Errors;
using Loyalty.Testing;
using Loyalty.Testing.Shape;
using Npgsql;
using Orleans.Serialization;

namespace Loyalty.Server.Tests;

/// <summary>What goes from silo to silo, through the serializer that the server itself has.</summary>
public sealed class CrossingTests(RunningServer server) : IClassFixture<RunningServer>
{
    public static TheoryData<Exception, Refusal> Exceptions => new()
    {
        { new LedgerException("down"), Refusal.LedgerUnavailable },
        { new LedgerException("down", new StoreException(StoreFailure.Transient, "busy")), Refusal.LedgerUnavailable },
        { new StoreException(StoreFailure.Unknown, "cut", new NpgsqlException("gone")), Refusal.OutcomeUnknown },
        { new NpgsqlException("gone", new TimeoutException()), Refusal.OutcomeUnknown },
        { new TimeoutException("late", new LedgerException("down")), Refusal.OutcomeUnknown },
    };

    /// <summary>It arrives as what it is, also inside another, and not as one that there is no codec for.</summary>
    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Exception_FromAnotherSilo_IsWhatItWasThere(Exception thrown, Refusal refusal)
    {
        var arrived = Cross(thrown);

        for (var (there, here) = (thrown, arrived); there is not null; (there, here) = (
                 there.InnerException, here.InnerException!))
            Assert.Equal((there.GetType(), there.Message), (here.GetType(), here.Message));
        Assert.Equal(refusal, PlumbingErrors.RefusalOf(arrived));
    }

    [Fact]
    public void Answer_FromAnotherSilo_IsWhatItWasThere()
    {
        var issued = Samples.Issue(1, member: Samples.Member(1));
        var entry = Samples.Accrue(issued.After, 1).Answer;
        List<object> answers =
        [
            CardAnswer.Of(entry, replayed: true),
            CardAnswer.Of(Samples.IssueGuest(2, Samples.Receipt(2)).Entries[^1], replayed: false),
            new CardReading(issued.After, 5, null), new CardReading(null, 0, new Refused(Refusal.LedgerUnavailable)),
            new QuoteAnswer(entry, 2, Accrued: true, null), QuoteAnswer.Of(new Refused(Refusal.LostRace)),
            new TillSession { LastSequence = 7, Ahead = [new SequenceRange(9, 11)], UpdateTime = Samples.Now },
        ];
        answers.AddRange(Enum.GetValues<Refusal>().Select(
            refusal => CardAnswer.Of(new Refused(refusal, "field").With("name", "value"))));
        foreach (var answer in answers) Same(answer);
    }

    [Fact]
    public void Command_ToAnotherSilo_IsWhatItWasHere()
    {
        foreach (var command in CommandSamples.All) Same(command);
        var carried = GrainContracts.CarriedBy(typeof(ICardGrain)).Where(typeof(ICardCommand).IsAssignableFrom);
        Assert.Empty(carried.Except(CommandSamples.All.Select(command => command.GetType())));
    }

    private void Same(object there) =>
        Assert.Equal(JsonSerializer.Serialize(there), JsonSerializer.Serialize(Cross(there)));

    private T Cross<T>(T there)
        where T : notnull
    {
        var serializer = server.Own<Serializer>();
        return Assert.IsAssignableFrom<T>(serializer.Deserialize<object>(serializer.SerializeToArray<object>(there)));
    }
}
