using Loyalty.Domain;
using Loyalty.Ledger;
using Loyalty.Application;
using Npgsql;
using Orleans.Serialization;

namespace Loyalty.Server.Tests;

/// <summary>Exceptions that go from silo to silo, through the serializer that the server itself has.</summary>
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
        Assert.Equal(refusal, RuntimeErrors.RefusalOf(arrived));
    }

    private T Cross<T>(T there)
        where T : notnull
    {
        var serializer = server.Own<Serializer>();
        return Assert.IsAssignableFrom<T>(serializer.Deserialize<object>(serializer.SerializeToArray<object>(there)));
    }
}
