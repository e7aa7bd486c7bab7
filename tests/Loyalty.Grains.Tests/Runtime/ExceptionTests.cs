using Loyalty.Domain;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Ledger;
using Loyalty.Application;
using Npgsql;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>
/// An exception that leaves a grain: the same on the same silo; on its way to another one it is serialized, and not
/// every one can be.
/// </summary>
[Collection(nameof(RuntimeSilos))]
public sealed class ExceptionTests(RuntimeSilos silos, ITestOutputHelper output)
{
    [Theory]
    [InlineData(typeof(InvalidOperationException), null)]
    [InlineData(typeof(ArgumentOutOfRangeException), null)]
    [InlineData(typeof(OverflowException), null)]
    [InlineData(typeof(IOException), null)]
    [InlineData(typeof(TellingException), null)]
    [InlineData(typeof(TimeoutException), Refusal.OutcomeUnknown)]
    [InlineData(typeof(OperationCanceledException), Refusal.OutcomeUnknown)]
    [InlineData(typeof(OrleansException), Refusal.OutcomeUnknown)]
    [InlineData(typeof(InconsistentStateException), Refusal.OutcomeUnknown)]
    public async Task Exception_ThatCrosses_IsTheSameOnBothSidesAndMeansTheSame(Type type, Refusal? fingerprint)
    {
        var near = await ThrownAsync(type, CallFrom.ItsOwnSilo);
        var far = await ThrownAsync(type, CallFrom.AnotherSilo);

        Assert.Equal((type, type), (near.GetType(), far.GetType()));
        Assert.Equal(near.Message, far.Message);
        Assert.Equal(near.InnerException?.Message, far.InnerException?.Message);
        Assert.Equal(fingerprint, RuntimeErrors.RefusalOf(near));
        Assert.Equal(fingerprint, RuntimeErrors.RefusalOf(far));
    }

    /// <summary>Whatever has no serializer arrives as something else, where a silo's options don't say otherwise; also
    /// as the inner one of another.</summary>
    [Theory]
    [InlineData(typeof(LedgerException))]
    [InlineData(typeof(StoreException))]
    [InlineData(typeof(SilentException))]
    [InlineData(typeof(NpgsqlException))]
    [InlineData(typeof(AggregateException))]
    public async Task Exception_WithoutASerializer_ArrivesAsAnotherAndIsAnsweredAsAFailure(Type type)
    {
        Assert.IsType(type, await ThrownAsync(type, CallFrom.ItsOwnSilo));

        var far = await ThrownAsync(type, CallFrom.AnotherSilo);

        output.WriteLine($"{type.Name} arrives as {far.GetType().FullName}: {far.Message}");
        Assert.Null(RuntimeErrors.RefusalOf(far));
    }

    private async Task<Exception> ThrownAsync(Type type, CallFrom from)
    {
        var failure = await Record.ExceptionAsync(
            () => silos.Grain<IExceptionGrain>($"{type.Name}", from).Throw(type.Name));
        Assert.NotNull(failure);
        return failure;
    }
}
