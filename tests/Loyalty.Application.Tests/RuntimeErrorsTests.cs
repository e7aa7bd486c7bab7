using Loyalty.Domain;
using Loyalty.Ledger;
using Orleans.Runtime;

namespace Loyalty.Application.Tests;

public sealed class RuntimeErrorsTests
{
    /// <summary>
    /// A call that Orleans gives up by itself, because its grain finds no place in time, is cancelled.
    /// </summary>
    [Fact]
    public void Refusal_OfACallThatTheRuntimeCancelled_IsThatItsOutcomeIsUnknown() =>
        Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(new TaskCanceledException()));

    [Fact]
    public void Refusal_OfWhatTheRuntimeFailsAt_SaysWhetherItMayHaveHappened()
    {
        Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(new TimeoutException()));
        Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(new SiloUnavailableException("gone")));
        Assert.Equal(Refusal.Overloaded, RuntimeErrors.RefusalOf(new LimitExceededException("full")));
        Assert.Equal(Refusal.LedgerUnavailable, RuntimeErrors.RefusalOf(new LedgerException("down")));
        Assert.Equal(
            Refusal.LedgerUnavailable, RuntimeErrors.RefusalOf(new StoreException(StoreFailure.Rejected, "no")));
        Assert.Equal(
            Refusal.LedgerUnavailable,
            RuntimeErrors.RefusalOf(new StoreException(StoreFailure.OtherDatabase, "a copy")));
        Assert.Equal(
            Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(new StoreException(StoreFailure.Unknown, "cut")));
        Assert.Null(RuntimeErrors.RefusalOf(new InvalidOperationException()));
    }
}
